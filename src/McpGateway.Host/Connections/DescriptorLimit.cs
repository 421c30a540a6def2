using System.Globalization;

namespace McpGateway.Host.Connections;

/// <summary>How many files and sockets the process may have open (RLIMIT_NOFILE). A process that has none left cannot even log.</summary>
internal static class DescriptorLimit
{
    /// <summary>Where the system does not say, as on Windows, which has no such limit.</summary>
    private const int Unknown = 20_000;

    /// <summary>
    /// Databases, log files, listening sockets; and the runtime's: one for each assembly, three hundred soon after the start. A runtime
    /// that cannot open the assembly it needs next ends the process.
    /// </summary>
    private const int Own = 512;

    /// <summary>More connections than this cost memory that nobody asked for; an operator may ask.</summary>
    private const int MostByDefault = 20_000;

    /// <summary>Fewer serve nobody.</summary>
    private const int Fewest = 16;

    /// <summary>A client whose request is forwarded takes two sockets, so half of what is left is for clients.</summary>
    public static int Connections(int descriptors) => Math.Clamp((descriptors - Own) / 2, Fewest, MostByDefault);

    /// <summary>More than these are not to be had, whatever is configured.</summary>
    public static int Most(int descriptors) => Math.Max(Fewest, descriptors - Own);

    public static int Read()
    {
        try
        {
            // The runtime has raised the soft limit to the hard one by now (proc(5)).
            return OperatingSystem.IsLinux() ? Parse(File.ReadLines("/proc/self/limits")) : Unknown;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Unknown;
        }
    }

    internal static int Parse(IEnumerable<string> limits)
    {
        const string Name = "Max open files";
        var line = limits.FirstOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        var soft = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return soft == "unlimited" ? int.MaxValue
            : long.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? (int)Math.Min(number, int.MaxValue)
            : Unknown;
    }
}
