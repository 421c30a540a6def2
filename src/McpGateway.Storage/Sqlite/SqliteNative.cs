using System.Runtime.InteropServices;
using SQLitePCL;

namespace McpGateway.Storage.Sqlite;

/// <summary>
/// Chooses the SQLite library of this process, once: the operating system's, which its vendor patches, or the bundled one where the
/// system has none or one that is too old.
/// </summary>
internal static class SqliteNative
{
    /// <summary>3.35 brought RETURNING and is the oldest release that the statements are tested with.</summary>
    private const int OldestUsable = 3_035_000;

    private static readonly Lazy<string> Version = new(Load);

    [UnmanagedFunctionPointer(CallingConvention.Cdecl)]
    private delegate int VersionNumber();

    /// <summary>Loads the library, if that has not happened yet, and returns its version.</summary>
    public static string EnsureLoaded() => Version.Value;

    private static string Load()
    {
        NativeLibrary.SetDllImportResolver(
            typeof(SQLite3Provider_e_sqlite3).Assembly,
            (name, _, _) => name == "e_sqlite3" ? FindSystemLibrary() : IntPtr.Zero);
        raw.SetProvider(new SQLite3Provider_e_sqlite3());
        return raw.sqlite3_libversion().utf8_to_string();
    }

    /// <summary>The system's library, or zero, which lets the runtime take the bundled one.</summary>
    private static IntPtr FindSystemLibrary()
    {
        foreach (var candidate in Candidates())
        {
            if (NativeLibrary.TryLoad(candidate, out var library))
            {
                if (IsUsable(library))
                {
                    return library;
                }

                NativeLibrary.Free(library);
            }
        }

        return IntPtr.Zero;
    }

    /// <summary>Names that only the loader's own directories can satisfy: nothing is picked up from the working directory.</summary>
    private static string[] Candidates() =>
        OperatingSystem.IsLinux() ? ["libsqlite3.so.0"]
        : OperatingSystem.IsMacOS() ? ["/usr/lib/libsqlite3.dylib"]
        : OperatingSystem.IsWindows() ? [Path.Combine(Environment.SystemDirectory, "winsqlite3.dll")]
        : [];

    private static bool IsUsable(IntPtr library) =>
        NativeLibrary.TryGetExport(library, "sqlite3_libversion_number", out var address)
        && Marshal.GetDelegateForFunctionPointer<VersionNumber>(address)() >= OldestUsable;
}
