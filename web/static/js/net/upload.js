/** Sending a file so that its progress can be told, which fetch does not do. */
import { Refused } from "./read.js";

/** @typedef {{ done: Promise<any>, cancel: () => void }} Upload */

/**
 * Send a file's bytes; `done` is what the server answers, or fails with a Refused, or with another error where no
 * answer comes or it was cancelled.
 *
 * @param {string} url
 * @param {Blob} file
 * @param {(share: number) => void} told how much has gone, from 0 to 1
 * @param {() => XMLHttpRequest} make
 * @returns {Upload}
 */
export function upload(url, file, told, make) {
  const request = make();
  const done = new Promise((resolve, reject) => {
    request.upload.onprogress = ({ loaded, total }) => told(total ? loaded / total : 0);
    request.onload = () => (request.status < 300 ? resolve(JSON.parse(request.responseText)) : reject(refusal(request)));
    request.onerror = () => reject(new Error("no answer"));
    request.onabort = () => reject(new Error("cancelled"));
  });
  request.open("POST", url);
  request.setRequestHeader("Content-Type", "application/octet-stream");
  request.send(file);
  return { done, cancel: () => request.abort() };
}

/** @param {XMLHttpRequest} request */
function refusal({ status, statusText, responseText }) {
  try {
    return new Refused(JSON.parse(responseText));
  } catch {
    return new Refused({ status, title: statusText, code: "internal", detail: "" });
  }
}
