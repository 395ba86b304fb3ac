import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';
import { installMatchMedia } from './__testUtils__/windowWidth';

// Pages are loaded lazily, and the first load compiles them.
configure({ asyncUtilTimeout: 60_000 });
installMatchMedia();
