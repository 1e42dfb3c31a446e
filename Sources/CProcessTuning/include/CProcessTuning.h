#pragma once

// What makes networks fast but concerns the whole process, and therefore takes effect only in programs that link this
// target: threads with CPUs of their own in the place of libgomp's (threads.c), and malloc keeping large blocks (malloc.c).
