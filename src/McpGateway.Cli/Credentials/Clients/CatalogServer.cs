using System.Text.Json.Nodes;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Credentials.Clients;

/// <summary>A server that client files are to have an entry for.</summary>
/// <param name="Path">Below the gateway, without slashes around it.</param>
/// <param name="Transport"><c>streamable-http</c> or <c>sse</c>.</param>
/// <param name="AuthProvider">Whose token it wants for itself; null when it does not say.</param>
/// <param name="NeedsNoToken">Whether it wants none for itself.</param>
internal sealed record CatalogServer(string Path, string Transport, string? AuthProvider, bool NeedsNoToken)
{
    private const string Streamable = "streamable-http";

    /// <summary>The name of its entry: its path, which clients may use in names of tools.</summary>
    public string Key => Path.Replace('/', '-');

    /// <summary>From a server of the registry's list or of one of the Python product's files.</summary>
    /// <returns>Null when it has no path.</returns>
    public static CatalogServer? Of(JsonObject server)
    {
        var path = server.Text("path")?.Trim('/');
        return string.IsNullOrEmpty(path)
            ? null
            : new(path, TransportOf(server), server.Text("auth_provider"), server.Text("auth_type") is null or "none");
    }

    private static string TransportOf(JsonObject server)
    {
        var transports = server["supported_transports"] as JsonArray;
        return transports is null or { Count: 0 } || transports.Any(one => one?.ToString() == Streamable) ? Streamable : "sse";
    }
}
