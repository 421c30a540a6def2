using McpGateway.IntegrationTests.Storage;
using McpGateway.Tests.Storage;

namespace McpGateway.IntegrationTests.Cli.Keyrings;

/// <summary>
/// A session bus of its own with GNOME Keyring on it, without a desktop. Where it is not installed, tests are skipped by name; on CI they
/// fail.
/// </summary>
internal sealed class GnomeKeyring : IAsyncDisposable
{
    private const string Daemon = "/usr/bin/gnome-keyring-daemon";
    private const string BusDaemon = "/usr/bin/dbus-daemon";

    private readonly TemporaryDirectory _directory = new();
    private readonly List<ChildProcess> _processes = [];

    private GnomeKeyring()
    {
    }

    /// <summary>Of the bus.</summary>
    public string Address { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A bus with nobody on it who keeps secrets.</summary>
    public static async Task<GnomeKeyring> StartBusAsync()
    {
        PostgresServer.Require(
            File.Exists(Daemon) && File.Exists(BusDaemon),
            "GNOME Keyring is not installed (Debian: apt-get install gnome-keyring dbus-daemon libsecret-tools).");
        var keyring = new GnomeKeyring();
        await File.WriteAllTextAsync(
            keyring._directory.File("bus.conf"),
            $"""
            <!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
              "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
            <busconfig>
              <type>session</type>
              <listen>unix:dir={keyring._directory.Path}</listen>
              <auth>EXTERNAL</auth>
              <policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy>
            </busconfig>
            """,
            Cancellation);
        var bus = keyring.Run(
            BusDaemon, "--nofork", "--nopidfile", "--print-address=1", "--config-file", keyring._directory.File("bus.conf"));
        keyring.Address = await bus.WaitForLineAsync(
            static line => line.StartsWith("unix:", StringComparison.Ordinal) ? line : null, Cancellation);
        return keyring;
    }

    /// <summary>A bus with a keyring that is open.</summary>
    public static async Task<GnomeKeyring> StartAsync()
    {
        var keyring = await StartBusAsync();
        await keyring.OpenAsync();
        return keyring;
    }

    /// <summary>Starts the keyring, open.</summary>
    public Task OpenAsync() => StartDaemonAsync(isOpen: true);

    /// <summary>Ends the keyring and starts it as it is after a sign-in without its password.</summary>
    public async Task LockAsync()
    {
        await StopAsync();
        await StartDaemonAsync(isOpen: false);
    }

    /// <summary>Ends the keyring. The bus goes on.</summary>
    public async Task StopAsync()
    {
        var daemon = _processes[^1];
        _processes.Remove(daemon);
        await daemon.KillAsync(Cancellation);
        await daemon.DisposeAsync();
        await Eventually.UntilAsync(async () => !await HasKeyringAsync(), "the end of the keyring");
    }

    /// <summary>What another program sees in the keyring: secrets and attributes of the items of this one.</summary>
    public async Task<string> SearchAsync()
    {
        var (_, output) = await ChildProcess.RunAsync(
            "/usr/bin/secret-tool", ["search", "--all", "application", "mcpgw"], Cancellation, Environment());
        return output;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
        }

        _directory.Dispose();
    }

    private async Task StartDaemonAsync(bool isOpen)
    {
        string[] opening = isOpen ? ["--unlock"] : [];
        var daemon = Run(Daemon, ["--foreground", "--components=secrets", .. opening]);
        await daemon.WriteInputAsync("the password of a test");
        daemon.CloseInput();
        await Eventually.UntilAsync(HasKeyringAsync, "the keyring");
    }

    private async Task<bool> HasKeyringAsync()
    {
        using var bus = new Tmds.DBus.Protocol.DBusConnection(Address);
        await bus.ConnectAsync();
        return (await bus.ListServicesAsync()).Contains("org.freedesktop.secrets");
    }

    private ChildProcess Run(string program, params string[] arguments)
    {
        var process = ChildProcess.Start(program, arguments, Environment(), _directory.Path);
        _processes.Add(process);
        return process;
    }

    private Dictionary<string, string?> Environment() => new(StringComparer.Ordinal)
    {
        ["DBUS_SESSION_BUS_ADDRESS"] = Address,
        ["HOME"] = _directory.Path,
        ["XDG_DATA_HOME"] = _directory.Path,
        ["XDG_RUNTIME_DIR"] = _directory.Path,
        ["DISPLAY"] = null,
    };
}
