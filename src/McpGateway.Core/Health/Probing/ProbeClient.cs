using System.Net.Http.Headers;
using McpGateway.Proxy.Protocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>The MCP client of one check, within its budget.</summary>
internal sealed class ProbeClient : IAsyncDisposable
{
    private static readonly Implementation Self = new() { Name = "mcp-gateway-registry", Version = "1.0.0" };

    private readonly HttpClient _http;
    private readonly Uri _endpoint;
    private readonly HttpTransportMode _mode;
    private readonly TimeSpan _handshake;
    private McpClient? _client;

    public ProbeClient(ProbeHandler handler, Uri endpoint, HttpTransportMode mode, TimeSpan handshake)
    {
        (_endpoint, _mode, _handshake) = (endpoint, mode, handshake);
        Handler = handler;
        // The inner handler is shared by all checks: its connections stay open.
        _http = new(handler, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("mcp-gateway-registry", "1.0.0"));
    }

    public ProbeHandler Handler { get; }

    public McpClient Client => _client ?? throw new InvalidOperationException("The client is not connected.");

    /// <summary>
    /// Whether the negotiated revision has no sessions. It has no ping either, so the handshake alone shows that the server is up.
    /// </summary>
    public bool IsStateless => string.CompareOrdinal(Client.NegotiatedProtocolVersion, McpRevisions.FirstSelfDescribing) >= 0;

    /// <summary>
    /// Connects with the revision the server is known to speak, or finds one. A server that fails on the newest handshake is asked once
    /// more with the oldest one, which clients of the reference have always sent.
    /// </summary>
    public async Task ConnectAsync(string? knownRevision, CancellationToken cancellationToken)
    {
        var isOldEra = knownRevision is not null && string.CompareOrdinal(knownRevision, McpRevisions.FirstSelfDescribing) < 0;
        try
        {
            _client = await OpenAsync(isOldEra ? knownRevision : null, cancellationToken);
        }
        catch (Exception failure) when (ProbeFailure.IsRefusal(failure) && !ProbeFailure.IsAuthRefusal(failure))
        {
            _client = await OpenAsync(isOldEra ? null : McpRevisions.Oldest, cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            // Ends the session upstream (DELETE). The budget's deadline bounds it.
            await _client.DisposeAsync();
        }

        _http.Dispose();
    }

    private Task<McpClient> OpenAsync(string? revision, CancellationToken cancellationToken)
    {
        var transport = new HttpClientTransport(
            new()
            {
                Endpoint = _endpoint,
                TransportMode = _mode,
                Name = "health check",
                ConnectionTimeout = _handshake,
                EnableStandaloneGetStream = false,
                MaxReconnectionAttempts = 0,
            },
            _http);
        var options = new McpClientOptions
        {
            ClientInfo = Self,
            ProtocolVersion = revision,
            InitializationTimeout = _handshake,
            DiscoverProbeTimeout = _handshake / 2,
        };
        return McpClient.CreateAsync(transport, options, null, cancellationToken);
    }
}
