// Draws in the browser's own rhythm: each layer when something of it changed, and never twice in a frame.
export type Layer = "edges" | "members" | "over";

export class Layers {
  private readonly dirty = new Set<Layer>();
  private frame = 0;
  private readonly draw: (layer: Layer, now: number) => boolean;

  /** `draw` says whether the layer moves by itself, and so wants to be drawn again. */
  constructor(draw: (layer: Layer, now: number) => boolean) {
    this.draw = draw;
  }

  touch(...layers: readonly Layer[]): void {
    for (const layer of layers) this.dirty.add(layer);
    if (this.frame === 0) this.frame = requestAnimationFrame((now) => this.paint(now));
  }

  stop(): void {
    cancelAnimationFrame(this.frame);
    this.frame = 0;
    this.dirty.clear();
  }

  private paint(now: number): void {
    this.frame = 0;
    const layers = [...this.dirty];
    this.dirty.clear();
    const moving = layers.filter((layer) => this.draw(layer, now));
    if (moving.length > 0) this.touch(...moving);
  }
}
