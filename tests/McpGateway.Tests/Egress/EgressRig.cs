using System.Net;
using System.Text;
using McpGateway.Access.Outbound;
using McpGateway.Core.Egress;
using McpGateway.Core.Egress.Providers;
using McpGateway.Core.Egress.Settings;
using McpGateway.Core.Egress.Storage;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Foundation.OAuth;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGateway.Tests.Egress;

/// <summary>What judges providers, on an internet of documents in memory.</summary>
internal sealed class EgressRig : HttpMessageHandler
{
    private readonly ServiceProvider _services;

    public EgressRig(bool unsafeAllowHttp = false, bool allowPrivateAddresses = true)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddGuardedDialer();
        services.AddOAuthClient(EgressHttp.Name, static _ => new() { Reach = OutboundReach.Private });
        services.AddHttpClient(EgressHttp.Name).ConfigurePrimaryHttpMessageHandler(() => this);
        services.AddSingleton(Options.Create(
            new EgressOptions { UnsafeAllowHttp = unsafeAllowHttp, AllowPrivateAddresses = allowPrivateAddresses }));
        services.AddSingleton<EgressHttp>();
        services.AddSingleton<EgressValidator>();
        services.AddSingleton<IssuerMetadata>();
        services.AddSingleton<UpstreamMetadata>();
        _services = services.BuildServiceProvider();
    }

    /// <summary>Documents by their address; all other addresses answer 404.</summary>
    public Dictionary<string, string> Documents { get; } = new(StringComparer.Ordinal);

    /// <summary>Addresses that answer another status than 200 and 404.</summary>
    public Dictionary<string, HttpStatusCode> Statuses { get; } = new(StringComparer.Ordinal);

    /// <summary>Of the answers with status 401.</summary>
    public string? Challenge { get; set; }

    public List<string> Asked { get; } = [];

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public static EgressSettingsRecord Settings(string mode = EgressMode.UserOAuth, string provider = "github") => new()
    {
        Mode = mode,
        Provider = provider,
        ClientId = "gateway",
        Origins = ["https://mcp.example.org"],
        UpdatedAt = DateTimeOffset.UnixEpoch,
        UpdatedBy = "admin",
    };

    public static ServerRecord Server(string? url = "https://mcp.example.org/mcp", string? mcp = null, string? sse = null) => new()
    {
        ServerName = "Mail",
        Description = "",
        Path = "/mail",
        ProxyPassUrl = url,
        McpEndpoint = mcp,
        SseEndpoint = sse,
        RegisteredBy = "admin",
        RegisteredAt = DateTimeOffset.UnixEpoch,
        UpdatedAt = DateTimeOffset.UnixEpoch,
    };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.AbsoluteUri;
        Asked.Add(address);
        var document = Documents.GetValueOrDefault(address);
        var status = Statuses.GetValueOrDefault(address, document is null ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        var answer = new HttpResponseMessage(status)
        {
            Content = new StringContent(document ?? "", Encoding.UTF8, "application/json"),
        };
        if (status == HttpStatusCode.Unauthorized && Challenge is not null)
        {
            answer.Headers.TryAddWithoutValidation("WWW-Authenticate", Challenge);
        }

        return Task.FromResult(answer);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _services.Dispose();
        }

        base.Dispose(disposing);
    }
}
