using System.Globalization;
using System.Net;

namespace McpGateway.Storage.Postgres.Connecting;

/// <summary>The servers that are tried, in their order.</summary>
internal sealed record HostList(IReadOnlyList<(string Host, int Port)> Items)
{
    private const int DefaultPort = 5432;

    /// <summary>Where Debian and others have the server's socket, and where PostgreSQL itself has it.</summary>
    private static readonly string[] SocketDirectories = ["/var/run/postgresql", "/run/postgresql", "/tmp"];

    public bool IsMany => Items.Count > 1;

    /// <summary>As the driver takes one host: the port is stated apart.</summary>
    public string First => Items[0].Host;

    /// <summary>As the driver takes several.</summary>
    public string Joined => string.Join(
        ',',
        Items.Select(static item => string.Create(
            CultureInfo.InvariantCulture,
            $"{(item.Host.Contains(':', StringComparison.Ordinal) ? $"[{item.Host}]" : item.Host)}:{item.Port}")));

    /// <exception cref="ConnectionTextException">Hosts or ports cannot be read, or do not fit each other.</exception>
    public static HostList Read(ConnectionParameters stated)
    {
        if (stated["host"] is not null && stated["hostaddr"] is not null)
        {
            throw ConnectionParameters.Wrong(
                "hostaddr", "cannot be stated beside host: leave it out (the system resolves host), or state the address alone");
        }

        var hosts = (stated["host"] ?? stated["hostaddr"] ?? "").Split(',');
        var ports = (stated["port"] ?? "").Split(',');
        if (ports.Length != 1 && ports.Length != hosts.Length)
        {
            throw ConnectionParameters.Wrong("port", "must have one port, or as many as there are hosts");
        }

        return new([.. hosts.Select((host, index) => ItemOf(host.Trim(), PortOf(ports[ports.Length == 1 ? 0 : index])))]);
    }

    private static (string Host, int Port) ItemOf(string text, int port)
    {
        if (text.Length == 0)
        {
            return (Local(port), port);
        }

        if (text[0] is '/' or '@')
        {
            return (text, port);
        }

        var (host, own) = Split(text);
        if (host.Length == 0 || host.Any(IsOfNoHost))
        {
            throw new ConnectionTextException(
                "has the parameter 'host' with something that is no host's name: part pairs by ';' (or, in libpq's form, by spaces), and "
                + "percent-encode the password of an address.");
        }

        return (host, own.Length == 0 ? port : PortOf(own));
    }

    private static bool IsOfNoHost(char letter) =>
        char.IsWhiteSpace(letter) || char.IsControl(letter) || letter is '=' or '/' or '@' or ',';

    /// <summary>The driver's own form has ports in the list of hosts.</summary>
    private static (string Host, string Port) Split(string text)
    {
        if (IPAddress.TryParse(text, out var address))
        {
            return (address.ToString(), "");
        }

        var colon = text.LastIndexOf(':');
        return colon < 0 ? (text, "") : (text[..colon].Trim('[', ']'), text[(colon + 1)..]);
    }

    private static int PortOf(string text) =>
        text.Trim() is not { Length: > 0 } digits ? DefaultPort
        : int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535 ? port
        : throw new ConnectionTextException(
            "has the parameter 'port', which must be a number from 1 to 65535 (in an address, write '/' and ':' of a password as %2F and "
            + "%3A).");

    /// <summary>Without a host: the server on this machine, by its socket where it has one.</summary>
    private static string Local(int port)
    {
        var socket = string.Create(CultureInfo.InvariantCulture, $".s.PGSQL.{port}");
        return SocketDirectories.FirstOrDefault(directory => File.Exists(Path.Combine(directory, socket))) ?? "localhost";
    }
}
