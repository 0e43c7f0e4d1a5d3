"""The drawings the clip is made of, and the sheet they are cut from."""
