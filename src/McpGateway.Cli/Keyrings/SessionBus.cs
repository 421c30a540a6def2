using McpGateway.Cli.Running;

namespace McpGateway.Cli.Keyrings;

/// <summary>The user's D-Bus, on which a keyring is a service.</summary>
internal static class SessionBus
{
    /// <summary>As the variable of the session says, or where systemd has it; null when there is none.</summary>
    public static string? AddressOf(CliEnvironment environment)
    {
        if (environment.Variable("DBUS_SESSION_BUS_ADDRESS") is { } stated)
        {
            return stated;
        }

        var socket = environment.Variable("XDG_RUNTIME_DIR") is { } directory ? Path.Combine(directory, "bus") : null;
        return File.Exists(socket) ? $"unix:path={socket}" : null;
    }
}
