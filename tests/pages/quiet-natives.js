// A film that is drawn here, so that no file is needed.
const picture = document.createElement('canvas');
picture.width = 320;
picture.height = 180;
const pen = picture.getContext('2d');
let at = 0;
setInterval(() => {
  pen.fillStyle = `hsl(${(at += 8)} 60% 60%)`;
  pen.fillRect(0, 0, 320, 180);
}, 200);
document.querySelector('#film').srcObject = picture.captureStream(5);
