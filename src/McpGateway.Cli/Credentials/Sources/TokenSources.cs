using McpGateway.Cli.Credentials.Files;
using McpGateway.Cli.OAuth;
using McpGateway.Cli.Running;

namespace McpGateway.Cli.Credentials.Sources;

/// <summary>All token files that the settings describe, and the connections that fetch them.</summary>
internal sealed class TokenSources : IDisposable
{
    private readonly TokenEndpoint _endpoint;
    private readonly SiteLookup _sites;

    private TokenSources(TokenEndpoint endpoint, SiteLookup sites) => (_endpoint, _sites) = (endpoint, sites);

    public IReadOnlyList<ITokenSource> All { get; private set; } = [];

    /// <param name="environment">Of the command.</param>
    /// <param name="settings">What they are found in.</param>
    /// <param name="directory">Where agents' clients are described.</param>
    /// <param name="identities">File of Entra identities; null for the one in the directory.</param>
    /// <param name="tell">Where it is told what is left out.</param>
    /// <exception cref="CommandFailure">Settings are incomplete.</exception>
    public static TokenSources Of(
        CliEnvironment environment, CredentialSettings settings, TokenDirectory directory, string? identities, Action<string> tell)
    {
        var endpoint = new TokenEndpoint(environment.Handlers(), environment.Time);
        var sites = new SiteLookup(environment.Handlers());
        var sources = new TokenSources(endpoint, sites);
        try
        {
            var time = environment.Time;
            var browser = new BrowserSignIn(endpoint, time, environment.OpenBrowser, text => environment.Terminal.Error.WriteLine(text));
            sources.All =
            [
                .. IngressSource.Of(settings, endpoint, time) is { } ingress ? [ingress] : Array.Empty<ITokenSource>(),
                .. AgentSource.All(directory, settings, endpoint, time, tell),
                .. EntraIdentitySource.All(identities, directory, settings, endpoint, time),
                .. EgressSettings.All(settings).Select(set => new EgressSource(endpoint, browser, sites, time, set)),
                .. AgentCoreSource.All(settings, endpoint, time),
            ];
            return sources;
        }
        catch
        {
            sources.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _endpoint.Dispose();
        _sites.Dispose();
    }
}
