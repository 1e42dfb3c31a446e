// AppSupport
