import { errorFrom, offline } from "./rest";

/**
 * Sends a file as the raw body of a PUT and tells how far it is (0–1). XMLHttpRequest, because
 * fetch cannot say how much of a body has left.
 */
export function upload<T>(
  path: string,
  file: File,
  onProgress: (part: number) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const sending = new XMLHttpRequest();
    sending.open("PUT", `/api/v1${path}`);
    sending.responseType = "json";
    sending.setRequestHeader("content-type", "application/pdf");
    sending.upload.onprogress = (event) => {
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    sending.onerror = () => reject(offline());
    sending.onload = () => {
      if (sending.status < 300) resolve(sending.response as T);
      else reject(errorFrom(sending.status, sending.response));
    };
    sending.send(file);
  });
}
