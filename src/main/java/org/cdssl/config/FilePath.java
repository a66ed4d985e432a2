package org.cdssl.config;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// A text that names a file or folder: `${NAME}` and `${NAME:-default}` are taken from the
/// environment, a relative path starts at the file it is written in, and the record holds the
/// absolute path.
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.RECORD_COMPONENT)
@interface FilePath {
  /// Whether the text may be empty, for no file.
  boolean optional() default false;
}
