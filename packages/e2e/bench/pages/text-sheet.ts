import { mark } from "./mark.ts";

const width = 1280;
const height = 720;
const lineHeight = 24;
/** Five lines a second: about as fast as somebody looks for a place in a text. */
const scrollPerSecond = 120;
const typingMs = 150;

const words =
  "Der Drucker meldet Papierstau obwohl kein Papier im Schacht liegt; bitte prüfen Sie Anschluss, Treiber 4.17 und Warteschlange (Fehler 0x803C010B) danach neu starten oder den Dienst beenden".split(
    " ",
  );

const charactersPerLine = 80;
const linesPerParagraph = 6;

/**
 * A page of text as a word processor or browser shows it, 1280 × 720: somebody types in it, or it scrolls. The mark is a
 * square that is black or white. As with a screen that is captured (`getDisplayMedia`), a picture goes out at every tick,
 * changed or not, and what happens in between shows in the next.
 */
export class TextSheet {
  readonly canvas = document.createElement("canvas");
  readonly #pen: CanvasRenderingContext2D;
  readonly #timer: number;
  readonly #beganMs = performance.now();
  #typed = 0;
  #isMarkWhite = false;

  constructor(content: "typing" | "scrolling", framesPerSecond: number) {
    this.canvas.width = width;
    this.canvas.height = height;
    document.body.append(this.canvas);
    const pen = this.canvas.getContext("2d");
    if (pen === null) throw new Error("The canvas gives no context");
    this.#pen = pen;
    this.#drawText(0);
    this.#timer = window.setInterval(() => {
      if (content === "typing") this.#type();
      else this.#drawText(Math.round((this.#elapsedMs * scrollPerSecond) / 1000));
      this.#drawMark();
    }, 1000 / framesPerSecond);
  }

  turnMark(): void {
    this.#isMarkWhite = !this.#isMarkWhite;
  }

  stop(): void {
    clearInterval(this.#timer);
    this.canvas.remove();
  }

  get #elapsedMs(): number {
    return performance.now() - this.#beganMs;
  }

  #drawText(offset: number): void {
    this.#pen.fillStyle = "#fff";
    this.#pen.fillRect(0, 0, width, height);
    this.#pen.fillStyle = "#111";
    this.#pen.font = "16px sans-serif";
    const first = Math.floor(offset / lineHeight);
    for (let line = first; line <= first + height / lineHeight + 1; line += 1) {
      this.#pen.fillText(textOf(line), 24, (line + 1) * lineHeight - offset);
    }
  }

  #drawMark(): void {
    this.#pen.fillStyle = this.#isMarkWhite ? "#fff" : "#000";
    this.#pen.fillRect(mark.x, mark.y, mark.width, mark.height);
  }

  /** The characters that are due, in the lowest line, which begins anew when it is full. */
  #type(): void {
    for (const due = this.#elapsedMs / typingMs; this.#typed < due; this.#typed += 1) {
      const column = this.#typed % charactersPerLine;
      if (column === 0) {
        this.#pen.fillStyle = "#fff";
        this.#pen.fillRect(0, height - 40, width, 40);
      }
      this.#pen.fillStyle = "#111";
      this.#pen.fillText(String.fromCharCode(97 + (this.#typed % 26)), 24 + column * 11, height - 16);
    }
  }
}

/** No line is like the one before, and each is the same whenever it is drawn. An empty one stands between paragraphs. */
function textOf(line: number): string {
  if (line % (linesPerParagraph + 1) === linesPerParagraph) return "";
  let text = `${line + 1}. `;
  for (let at = 0; text.length < charactersPerLine; at += 1) {
    text += `${words[(line * 7 + at * (1 + (line % 3))) % words.length]} `;
  }
  return text;
}
