using System.ComponentModel;
using System.Diagnostics;

namespace McpGateway.Cli.Terminals;

/// <summary>Shows pages in the user's browser.</summary>
internal static class SystemBrowser
{
    /// <summary>What the opener needs to find out that there is no browser.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly string[] Screens = ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"];

    /// <returns>False where there is no browser.</returns>
    public static bool Open(Uri page, IReadOnlyDictionary<string, string> variables)
    {
        try
        {
            return OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? OpenByShell(page)
                : HasScreen(variables) && OpenByDesktop(page);
        }
        catch (Exception missing) when (missing is Win32Exception or PlatformNotSupportedException or FileNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Whether a page can be seen: without a screen openers try browsers for the terminal, and complain into it.</summary>
    internal static bool HasScreen(IReadOnlyDictionary<string, string> variables) =>
        Array.Exists(Screens, name => variables.TryGetValue(name, out var value) && value.Length > 0);

    private static bool OpenByShell(Uri page)
    {
        using var browser = Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true });
        return browser is not null || OperatingSystem.IsWindows();
    }

    /// <summary>Through a shell that leads what the opener and the browser print to nowhere; a pipe would end with this process.</summary>
    private static bool OpenByDesktop(Uri page)
    {
        using var opener = Process.Start(
            "/bin/sh", ["-c", "exec xdg-open \"$1\" </dev/null >/dev/null 2>&1", "sh", page.AbsoluteUri]);

        // One that goes on is the browser itself.
        return !opener.WaitForExit(Patience) || opener.ExitCode == 0;
    }
}
