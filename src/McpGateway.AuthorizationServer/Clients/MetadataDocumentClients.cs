using System.Collections.Concurrent;
using System.Net;
using System.Threading.RateLimiting;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using McpGateway.Identity.Clients;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>
/// Clients whose id is the URL of their metadata (OAuth client id metadata documents). The URL is a stranger's: it is dialled through the
/// outbound guard, without redirects, with small limits, and the answer is remembered, a failure too.
/// </summary>
internal sealed partial class MetadataDocumentClients : IDisposable
{
    /// <summary>The kind of outgoing calls.</summary>
    public const string Name = "client-metadata-documents";

    private const int MaxBytes = 16 * 1024;
    private const int Capacity = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan FailureMemory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(8, 8);
    private readonly OutboundHttp _outbound;
    private readonly IOutboundDialer _dialer;
    private readonly OAuthOptions _options;
    private readonly PartitionedRateLimiter<string> _fetches;
    private readonly TimeProvider _time;
    private readonly ILogger<MetadataDocumentClients> _logger;

    public MetadataDocumentClients(
        [FromKeyedServices(Name)] OutboundHttp outbound, IOutboundDialer dialer, IOptions<OAuthOptions> options, StrangerLimit limit,
        TimeProvider time, ILogger<MetadataDocumentClients> logger)
    {
        (_outbound, _dialer) = (outbound, dialer);
        (_options, _time, _logger) = (options.Value, time, logger);
        _fetches = PartitionedRateLimiter.Create<string, int>(limit.PartitionOf);
    }

    public static OutboundProfile Profile(OAuthOptions options) => new()
    {
        Reach = options.UnsafeAllowsPrivateMetadataDocuments ? OutboundReach.Private : OutboundReach.Public,
        ConnectTimeout = TimeSpan.FromSeconds(3),
        Timeout = Patience,
        MaxResponseBytes = MaxBytes,
        MaxConnectionsPerServer = 2,
    };

    public static bool IsDocumentUrl(string clientId) =>
        clientId.StartsWith("https://", StringComparison.Ordinal) || clientId.StartsWith("http://", StringComparison.Ordinal);

    public async Task<Result<OAuthClientRecord>> FindAsync(string url, string address, CancellationToken cancellationToken)
    {
        if (ProblemOf(url) is { } problem)
        {
            return OAuthErrors.InvalidClient(problem);
        }

        var now = _time.GetUtcNow();
        if (_entries.TryGetValue(url, out var known) && known.FreshUntil > now)
        {
            return known.Outcome;
        }

        using var fetch = _fetches.AttemptAcquire(address);
        if (!fetch.IsAcquired)
        {
            return OAuthErrors.TooMany();
        }

        return await FetchAsync(url, known, cancellationToken);
    }

    public void Dispose()
    {
        _fetches.Dispose();
        _slots.Dispose();
    }

    private string? ProblemOf(string url)
    {
        if (!_options.AllowsMetadataDocuments)
        {
            return "Clients that are named by a metadata document are not accepted here.";
        }

        // The draft's §2: https, a path, no fragment, no user information, no dot segments. A URL that a parser would change is no id.
        var isProper = Uri.TryCreate(url, UriKind.Absolute, out var uri)
            && url.Length <= 1000
            && uri.AbsoluteUri == url
            && uri.UserInfo.Length == 0
            && uri.AbsolutePath.Length > 1
            && !url.Contains('#', StringComparison.Ordinal)
            && (uri.Scheme == "https" || (_options.UnsafeAllowsPrivateMetadataDocuments && uri.IsLoopback));
        return isProper
            ? _dialer.Problem(uri!, _options.UnsafeAllowsPrivateMetadataDocuments) is null
                ? null
                : "The client_id URL leads to an address that is not fetched."
            : "A client_id that is a URL must be https with a path, and without fragment, user information and dot segments.";
    }

    private async Task<Result<OAuthClientRecord>> FetchAsync(string url, Entry? known, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        Result<OutboundAnswer> answer;
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Accept.Add(new("application/json"));
            answer = await _outbound.ExchangeAsync(request, cancellationToken);
        }
        finally
        {
            _slots.Release();
        }

        var (outcome, keep) = answer.IsSuccess ? Read(url, answer.Value) : (Missed(url, known, answer.Error), FailureMemory);
        Remember(url, outcome, keep, known);
        return outcome;
    }

    private Result<OAuthClientRecord> Missed(string url, Entry? known, Error failure)
    {
        var shown = LogText.Clean(url);
        LogFetchFailed(shown, failure.Detail);

        // A host that is down for a while does not lock out the users of a client that was good a day ago.
        return known is { Outcome.IsSuccess: true } && _time.GetUtcNow() - known.FetchedAt < Longest
            ? known.Outcome
            : OAuthErrors
                .InvalidClient("The metadata document of the client could not be fetched. If the gateway cannot reach the internet, "
                    + "its operator can turn these documents off (OAuth:AllowsMetadataDocuments); clients then register themselves.");
    }

    private (Result<OAuthClientRecord> Outcome, TimeSpan Keep) Read(string url, OutboundAnswer answer)
    {
        var isJson = answer.MediaType is "application/json" or "application/cimd+json" or "application/oauth-client-id-metadata+json";
        if (answer.Status != HttpStatusCode.OK || !isJson)
        {
            return (OAuthErrors.InvalidClient("The client_id URL did not answer with a JSON document."), FailureMemory);
        }

        if (answer.IsTooLarge)
        {
            return (OAuthErrors.InvalidClient("The metadata document of the client is too large."), FailureMemory);
        }

        var client = MetadataDocument.Read(url, answer.Body, _options.RedirectSchemes, _time.GetUtcNow());
        var keep = answer.MaxAge ?? Shortest;
        return (client, !client.IsSuccess
            || keep < Shortest ? (client.IsSuccess ? Shortest : FailureMemory) : keep > Longest ? Longest : keep);
    }

    private void Remember(string url, Result<OAuthClientRecord> outcome, TimeSpan keep, Entry? known)
    {
        if (_entries.Count >= Capacity)
        {
            foreach (var (key, entry) in _entries.OrderBy(entry => entry.Value.FreshUntil).Take(Capacity / 10))
            {
                _entries.TryRemove(KeyValuePair.Create(key, entry));
            }
        }

        var now = _time.GetUtcNow();
        var isStale = known is not null && outcome.IsSuccess && ReferenceEquals(outcome.Value, known.Outcome.Value);
        _entries[url] = new(outcome, isStale ? known!.FetchedAt : now, now + keep);
    }

    [LoggerMessage(
        EventId = 4051,
        Level = LogLevel.Warning,
        Message = "Client metadata at {Url} could not be fetched: {Reason}. Where the gateway cannot reach the internet, "
            + "set OAuth:AllowsMetadataDocuments=false: clients then register themselves")]
    private partial void LogFetchFailed(string url, string reason);

    private sealed record Entry(Result<OAuthClientRecord> Outcome, DateTimeOffset FetchedAt, DateTimeOffset FreshUntil);
}
