using System.Runtime.InteropServices;

namespace McpGateway.Embeddings.Onnx.Models;

/// <summary>The memory that native libraries took and gave back.</summary>
internal static partial class NativeHeap
{
    /// <summary>
    /// Returns freed memory to the system. glibc keeps it: a model that is read leaves half its size, a long text some megabytes, for
    /// nobody.
    /// </summary>
    public static void Trim()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            _ = TrimHeap(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, which needs no such call.
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int TrimHeap(nuint kept);
}
