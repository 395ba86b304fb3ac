import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// The first page of a file loads its code on demand, which takes a while on a busy machine.
configure({ asyncUtilTimeout: 60_000 });
