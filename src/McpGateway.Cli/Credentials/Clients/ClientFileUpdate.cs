using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Clients;

/// <summary>Makes the client files anew. While the list of servers cannot be had, the last one that was had goes on.</summary>
internal sealed class ClientFileUpdate(TokenDirectory directory, ServerCatalog catalog, Uri gateway)
{
    private IReadOnlyList<CatalogServer>? _known;

    /// <returns>How many servers the files have; null when there is no token to write into them.</returns>
    /// <exception cref="CommandFailure">The list of servers cannot be had, and never could.</exception>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public async Task<int?> RunAsync(Action<string> warn, CancellationToken cancellationToken)
    {
        if (IngressHeaders.Choose(directory) is not { } ingress)
        {
            return null;
        }

        try
        {
            _known = await catalog.LoadAsync(ingress.Token, cancellationToken);
        }
        catch (CommandFailure failure) when (_known is not null)
        {
            warn($"{failure.Message}; the client files keep the servers that they have");
        }

        new ClientFiles(directory, gateway).Write(_known, ingress);
        return _known.Count;
    }
}
