using System.Text.Json;
using McpGateway.Cli.Running;
using McpGateway.Contracts.Client;

namespace McpGateway.Cli.Connecting;

/// <summary>The gateway that a command speaks to.</summary>
internal sealed class GatewayConnection : IDisposable
{
    private readonly CliEnvironment _environment;
    private readonly Output _output;
    private HttpClient? _http;
    private RefusalMemory? _refusals;

    public GatewayConnection(CliEnvironment environment, Output output, GatewayTarget target, IAccessTokens tokens) =>
        (_environment, _output, Target, Tokens) = (environment, output, target, tokens);

    public GatewayTarget Target { get; }

    public IAccessTokens Tokens { get; }

    /// <summary>How long an answer is waited for: a registration that waits for the discovery of slow servers takes its time.</summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(120);

    /// <summary>With credentials and the gateway's base address.</summary>
    public HttpClient Http => _http ??= new(
        _refusals = new(new CredentialHandler(Tokens, new RequestLog(_output, _environment.Time, _environment.Handlers()))))
    {
        BaseAddress = Target.Address,
        Timeout = Patience,
    };

    /// <summary>What the gateway itself refused last over <see cref="Http"/>; null when it was nothing.</summary>
    public GatewayRefusal? LastRefusal => _refusals?.Last;

    private GatewayClient Client => new(Http);

    /// <summary>Asks the gateway for something.</summary>
    /// <param name="route">Of <see cref="ApiRoutes"/>.</param>
    /// <param name="values">Parameters of the path.</param>
    /// <exception cref="CommandFailure">It was refused, or there was no answer.</exception>
    public Task<GatewayAnswer> SendAsync(
        ApiRoute route, CancellationToken cancellationToken, IReadOnlyList<string>? values = null, HttpContent? body = null,
        IEnumerable<KeyValuePair<string, string?>>? query = null) =>
        Failures.ToldAsync(() => Client.SendAsync(route, values ?? [], body, query ?? [], cancellationToken), Target);

    /// <summary>Only the body of the answer.</summary>
    public async Task<JsonElement> JsonAsync(
        ApiRoute route, CancellationToken cancellationToken, IReadOnlyList<string>? values = null, HttpContent? body = null,
        IEnumerable<KeyValuePair<string, string?>>? query = null) =>
        (await SendAsync(route, cancellationToken, values, body, query)).Json;

    /// <summary>Reads an answer of any size as it comes.</summary>
    /// <exception cref="CommandFailure">It was refused, or there was no answer.</exception>
    public Task<T> ReadAsync<T>(
        ApiRoute route, Func<Stream, CancellationToken, Task<T>> read, CancellationToken cancellationToken) =>
        Failures.ToldAsync(() => Client.ReadAsync(route, read, cancellationToken), Target);

    public void Dispose() => _http?.Dispose();
}
