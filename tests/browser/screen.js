/** Put into a page before its own scripts: a screen to share that shows slides, as no display is here. */
navigator.mediaDevices.getDisplayMedia = async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 1280, height: 720 });
  const pen = canvas.getContext("2d");
  let slide = 0;
  setInterval(() => {
    slide += 1;
    pen.fillStyle = "white";
    pen.fillRect(0, 0, 1280, 720);
    pen.fillStyle = "black";
    pen.font = "24px sans-serif";
    for (let line = 0; line < 20; line += 1) pen.fillText(`${slide} · Letters that are to stay sharp`, 40, 40 + 32 * line);
  }, 66);
  return canvas.captureStream(15);
};
