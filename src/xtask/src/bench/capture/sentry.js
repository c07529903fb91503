// As the SDK's own page for plain JavaScript starts it: every default, no tracing, no replay.
import * as Sentry from '@sentry/browser';

Sentry.init({ dsn: `${location.protocol}//public@${location.host}/1` });
window.sentryIsThere = true;
