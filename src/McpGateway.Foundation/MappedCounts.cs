using System.Globalization;
using System.IO.MemoryMappedFiles;

namespace McpGateway.Foundation;

/// <summary>
/// Two counts in a file that is mapped to memory: they cost as much as counts in memory, and outlive a process that is killed, though not a
/// machine without power. A process holds its file locked; several on one directory have one each.
/// </summary>
public sealed unsafe class MappedCounts : IDisposable
{
    private const int Length = 2 * sizeof(long);
    private const int MaxProcesses = 64;

    private readonly FileStream _file;
    private readonly MemoryMappedFile _map;
    private readonly MemoryMappedViewAccessor _view;
    private readonly long* _counts;

    private MappedCounts(FileStream file, long left)
    {
        (_file, Left) = (file, left);
        _map = MemoryMappedFile.CreateFromFile(
            file, null, Length, MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
        _view = _map.CreateViewAccessor(0, Length);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        _counts = (long*)(start + _view.PointerOffset);
    }

    /// <summary>By how much the first count was ahead of the second in processes that did not end in order.</summary>
    public long Left { get; }

    /// <param name="directory">Where the files are; made when it is missing.</param>
    /// <param name="name">The beginning of their names.</param>
    /// <exception cref="StorageUnusableException">There is no such directory, and none can be made.</exception>
    /// <exception cref="IOException">No file can be written.</exception>
    public static MappedCounts Open(string directory, string name)
    {
        PrivateFiles.PrepareDirectory(directory);
        FileStream? own = null;
        var left = 0L;
        for (var number = 0; number < MaxProcesses; number++)
        {
            var path = Path.Combine(directory, string.Create(CultureInfo.InvariantCulture, $"{name}-{number}"));
            if ((own is not null && !File.Exists(path)) || PrivateFiles.TryHold(path) is not { } file)
            {
                continue;
            }

            left += TakeLeft(file);
            if (own is null)
            {
                own = file;
            }
            else
            {
                file.Dispose();
            }
        }

        return own is null ? throw new IOException($"All of {name} in {directory} are in use.") : new(own, left);
    }

    /// <summary>Adds to the first count.</summary>
    public void AddFirst(long count) => Interlocked.Add(ref _counts[0], count);

    /// <summary>Adds to the second count.</summary>
    public void AddSecond(long count) => Interlocked.Add(ref _counts[1], count);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _map.Dispose();
        _file.Dispose();
    }

    /// <summary>Reads what is there and begins at zero: written, so that the disk has room for it when it is mapped.</summary>
    private static long TakeLeft(FileStream file)
    {
        Span<byte> counts = stackalloc byte[Length];
        var isWhole = file.ReadAtLeast(counts, Length, throwOnEndOfStream: false) == Length;
        var left = isWhole ? Math.Max(0, BitConverter.ToInt64(counts) - BitConverter.ToInt64(counts[sizeof(long)..])) : 0;
        counts.Clear();
        file.Position = 0;
        file.Write(counts);
        return left;
    }
}
