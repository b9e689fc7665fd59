/** What Swagger UI hands to a component that shows a body. */
interface Body {
  readonly content: unknown;
  readonly contentType?: string;
}

type Component = (properties: Body) => unknown;

interface Page {
  readonly React: { createElement(type: string | Component, properties: object): unknown };
}

interface Plugin {
  readonly wrapComponents: { readonly responseBody: (original: Component, page: Page) => Component };
}

/**
 * A plugin of Swagger UI: shows an SVG as a picture, which Swagger UI shows as text. It runs in the page, which gets it as
 * text, so it uses nothing from outside of itself.
 */
export function showPictures(): Plugin {
  return {
    wrapComponents: {
      responseBody: (original, { React }) => {
        return function ResponseBody(properties) {
          const { content, contentType = '' } = properties;
          if (!contentType.startsWith('image/svg') || typeof content !== 'string')
            return React.createElement(original, properties);
          const src = `data:image/svg+xml,${encodeURIComponent(content)}`;
          return React.createElement('img', { src, alt: 'Response body', style: { maxWidth: '100%' } });
        };
      },
    },
  };
}
