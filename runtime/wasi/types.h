// The types of WASI preview 1 as they lie in guest memory, and its numbers.  Spec: WASI snapshot preview 1, "Types".
//
// Structures here are built in zeroed locals, so that padding carries nothing of the host, and copied out whole. The
// host is little-endian, as Wasm is.
#pragma once

#include <stddef.h>
#include <stdint.h>

namespace ingot::wasi {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "structures are copied to guest memory as they are");

enum class Errno : uint16_t {
  Success = 0,
  TooBig = 1,
  Access = 2,
  Again = 6,
  BadFd = 8,
  Busy = 10,
  Exist = 20,
  Fault = 21,
  FileTooBig = 22,
  Inval = 28,
  Io = 29,
  IsDir = 31,
  Loop = 32,
  ManyFiles = 33,
  NameTooLong = 37,
  NoEnt = 44,
  NoMem = 48,
  NoSys = 52,
  NotDir = 54,
  NotEmpty = 55,
  NotSock = 57,
  NotSup = 58,
  Overflow = 61,
  Perm = 63,
  SeekPipe = 70,
  NotCapable = 76,
};

enum class FileType : uint8_t {
  Unknown = 0,
  BlockDevice = 1,
  CharacterDevice = 2,
  Directory = 3,
  RegularFile = 4,
  SocketDgram = 5,
  SocketStream = 6,
  SymbolicLink = 7,
};

// ---- Rights: what may be done with a file descriptor --------------------------------------------------------------

using Rights = uint64_t;
inline constexpr Rights kFdDatasync = 1u << 0;
inline constexpr Rights kFdRead = 1u << 1;
inline constexpr Rights kFdSeek = 1u << 2;
inline constexpr Rights kFdFdstatSetFlags = 1u << 3;
inline constexpr Rights kFdSync = 1u << 4;
inline constexpr Rights kFdTell = 1u << 5;
inline constexpr Rights kFdWrite = 1u << 6;
inline constexpr Rights kFdAdvise = 1u << 7;
inline constexpr Rights kFdAllocate = 1u << 8;
inline constexpr Rights kPathCreateDirectory = 1u << 9;
inline constexpr Rights kPathCreateFile = 1u << 10;
inline constexpr Rights kPathLinkSource = 1u << 11;
inline constexpr Rights kPathLinkTarget = 1u << 12;
inline constexpr Rights kPathOpen = 1u << 13;
inline constexpr Rights kFdReaddir = 1u << 14;
inline constexpr Rights kPathReadlink = 1u << 15;
inline constexpr Rights kPathRenameSource = 1u << 16;
inline constexpr Rights kPathRenameTarget = 1u << 17;
inline constexpr Rights kPathFilestatGet = 1u << 18;
inline constexpr Rights kPathFilestatSetSize = 1u << 19;
inline constexpr Rights kPathFilestatSetTimes = 1u << 20;
inline constexpr Rights kFdFilestatGet = 1u << 21;
inline constexpr Rights kFdFilestatSetSize = 1u << 22;
inline constexpr Rights kFdFilestatSetTimes = 1u << 23;
inline constexpr Rights kPathSymlink = 1u << 24;
inline constexpr Rights kPathRemoveDirectory = 1u << 25;
inline constexpr Rights kPathUnlinkFile = 1u << 26;
inline constexpr Rights kPollFdReadwrite = 1u << 27;
inline constexpr Rights kSockShutdown = 1u << 28;
inline constexpr Rights kSockAccept = 1u << 29;
inline constexpr Rights kAllRights = (1u << 30) - 1;

inline constexpr Rights kPathRights = kPathCreateDirectory | kPathCreateFile | kPathLinkSource | kPathLinkTarget |
                                      kPathOpen | kPathReadlink | kPathRenameSource | kPathRenameTarget |
                                      kPathFilestatGet | kPathFilestatSetSize | kPathFilestatSetTimes | kPathSymlink |
                                      kPathRemoveDirectory | kPathUnlinkFile;
/// What makes no sense on a directory. A directory never has these, whatever was asked for.
inline constexpr Rights kNotOnDirectories =
    kFdRead | kFdWrite | kFdSeek | kFdTell | kFdAllocate | kFdFilestatSetSize | kSockShutdown | kSockAccept;
inline constexpr Rights kDirectoryRights = kAllRights & ~kNotOnDirectories;
inline constexpr Rights kFileRights = kAllRights & ~(kFdReaddir | kSockShutdown | kSockAccept);
/// Pipes and terminals; these have neither kFdSeek nor kFdTell, which is how guests recognise a terminal (isatty).
inline constexpr Rights kStreamRights = kFileRights & ~(kFdSeek | kFdTell | kPathRights | kFdAllocate);
inline constexpr Rights kSocketRights = kStreamRights | kSockShutdown | kSockAccept;
/// What can be done to a socket that listens; what is accepted on it has kSocketRights.
inline constexpr Rights kListenerRights =
    kSockAccept | kSockShutdown | kPollFdReadwrite | kFdRead | kFdFdstatSetFlags | kFdFilestatGet;
/// What a read-only preopen takes away, from itself and from everything opened below it.
inline constexpr Rights kMutatingRights = kFdWrite | kFdAllocate | kPathCreateDirectory | kPathCreateFile |
                                          kPathLinkSource | kPathLinkTarget | kPathRenameSource | kPathRenameTarget |
                                          kPathFilestatSetSize | kPathFilestatSetTimes | kFdFilestatSetSize |
                                          kFdFilestatSetTimes | kPathSymlink | kPathRemoveDirectory | kPathUnlinkFile;

// ---- Flags ----------------------------------------------------------------------------------------------------------

inline constexpr uint32_t kFdflagAppend = 1, kFdflagDsync = 2, kFdflagNonblock = 4, kFdflagRsync = 8, kFdflagSync = 16;
inline constexpr uint32_t kFdflagsAll = 31;
inline constexpr uint32_t kOflagCreat = 1, kOflagDirectory = 2, kOflagExcl = 4, kOflagTrunc = 8, kOflagsAll = 15;
inline constexpr uint32_t kLookupSymlinkFollow = 1;
inline constexpr uint32_t kFstAtim = 1, kFstAtimNow = 2, kFstMtim = 4, kFstMtimNow = 8, kFstAll = 15;
inline constexpr uint32_t kWhenceSet = 0, kWhenceCur = 1, kWhenceEnd = 2;
inline constexpr uint32_t kRecvPeek = 1, kRecvWaitall = 2;
inline constexpr uint16_t kRecvDataTruncated = 1;
inline constexpr uint32_t kShutRead = 1, kShutWrite = 2;
inline constexpr uint8_t kEventClock = 0, kEventFdRead = 1, kEventFdWrite = 2;
inline constexpr uint16_t kSubclockAbstime = 1;
inline constexpr uint16_t kEventHangup = 1;

// ---- Structures -----------------------------------------------------------------------------------------------------

struct Iovec {
  uint32_t buf;
  uint32_t buf_len;
};
static_assert(sizeof(Iovec) == 8);

struct Fdstat {
  uint8_t filetype;
  uint8_t padding0;
  uint16_t flags;
  uint32_t padding1;
  uint64_t rights_base;
  uint64_t rights_inheriting;
};
static_assert(sizeof(Fdstat) == 24 && offsetof(Fdstat, rights_base) == 8);

struct Filestat {
  uint64_t dev;
  uint64_t ino;
  uint8_t filetype;
  uint8_t padding[7];
  uint64_t nlink;
  uint64_t size;
  uint64_t atim;
  uint64_t mtim;
  uint64_t ctim;
};
static_assert(sizeof(Filestat) == 64 && offsetof(Filestat, nlink) == 24);

struct UnstableFilestat {
  uint64_t dev;
  uint64_t ino;
  uint8_t filetype;
  uint8_t padding[3];
  uint32_t nlink;
  uint64_t size;
  uint64_t atim;
  uint64_t mtim;
  uint64_t ctim;
};
static_assert(sizeof(UnstableFilestat) == 56 && offsetof(UnstableFilestat, nlink) == 20);

struct Prestat {
  uint8_t tag;  // 0: directory, the only one there is
  uint8_t padding[3];
  uint32_t name_length;
};
static_assert(sizeof(Prestat) == 8);

/// Followed by name_length bytes of the name.
struct Dirent {
  uint64_t next;  // cookie of the following entry
  uint64_t ino;
  uint32_t name_length;
  uint8_t filetype;
  uint8_t padding[3];
};
static_assert(sizeof(Dirent) == 24);

struct Event {
  uint64_t userdata;
  uint16_t error;
  uint8_t type;
  uint8_t padding0[5];
  uint64_t available_bytes;
  uint16_t flags;
  uint8_t padding1[6];
};
static_assert(sizeof(Event) == 32 && offsetof(Event, available_bytes) == 16);

}  // namespace ingot::wasi
