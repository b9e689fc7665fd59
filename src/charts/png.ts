import type { ResvgRenderOptions } from '@resvg/resvg-js';

const FONT_FILES = ['400Regular/Arimo_400Regular.ttf', '600SemiBold/Arimo_600SemiBold.ttf'];

/**
 * The picture as a PNG of the same size. Its font comes from a package, so that it is the same on every machine. Only
 * scripts that this font lacks, such as Chinese, use the fonts of the machine.
 */
export async function toPng(svg: string): Promise<Uint8Array> {
  // A native library, loaded for the first PNG.
  const { Resvg } = await import('@resvg/resvg-js');
  return new Resvg(svg, fontsFor(svg)).render().asPng();
}

/** Latin, Greek, Cyrillic and Hebrew letters, punctuation, currencies and arrows. */
const COVERED = /^[\u0000-\u05ff\u1e00-\u22ff]*$/;

function fontsFor(svg: string): ResvgRenderOptions {
  return {
    font: {
      loadSystemFonts: !COVERED.test(svg),
      fontFiles: FONT_FILES.map((file) => require.resolve(`@expo-google-fonts/arimo/${file}`)),
      defaultFontFamily: 'Arimo',
    },
  };
}
