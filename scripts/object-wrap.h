// Read before better-sqlite3 12 where it is compiled (scripts/install). From Node 24.19 on node::ObjectWrap, which its statements are,
// takes a hook of the environment back when it is collected, and Node ends the process where that happens while no script runs
// (RemoveEnvironmentCleanupHook: env != nullptr). Without the hook it is as it was in every Node before. better-sqlite3 13 is no
// ObjectWrap any more, but does not run on Node 20.
#pragma once
#include <node.h>
#define AddEnvironmentCleanupHook(...) ((void)0)
#define RemoveEnvironmentCleanupHook(...) ((void)0)
#include <node_object_wrap.h>
#undef AddEnvironmentCleanupHook
#undef RemoveEnvironmentCleanupHook
