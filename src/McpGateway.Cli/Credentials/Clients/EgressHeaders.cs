using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Credentials.Sources;
using McpGateway.Cli.Views;

namespace McpGateway.Cli.Credentials.Clients;

/// <summary>The headers that let a client in at a server behind the gateway, from the token file that belongs to the server.</summary>
internal sealed class EgressHeaders(TokenDirectory directory)
{
    private const string Ending = "-egress.json";

    private readonly IReadOnlyList<string> _files = directory.Find("*" + Ending);

    /// <summary>
    /// The file that names the server, else the one of the server's provider that names no server; none for a server that wants no token.
    /// </summary>
    public IEnumerable<KeyValuePair<string, string>> Of(CatalogServer server)
    {
        var (name, provider) = (FileNames.Part(server.Key), FileNames.Part(server.AuthProvider ?? server.Key));
        var file = _files.FirstOrDefault(file => file.EndsWith($"-{name}{Ending}", StringComparison.Ordinal))
            ?? (server.NeedsNoToken ? null : _files.FirstOrDefault(file => file == provider + Ending));
        if (file is null || directory.Read(file) is not { } token || token.Text("access_token") is not { Length: > 0 } access)
        {
            return [];
        }

        return token.Text("cloud_id") is { } site
            ? [new("Authorization", "Bearer " + access), new("X-Atlassian-Cloud-Id", site)]
            : [new("Authorization", "Bearer " + access)];
    }
}
