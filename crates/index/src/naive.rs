//! What every answer must be.
