using System.Collections.Concurrent;
using System.Net;
using McpGateway.AuthorizationServer.Protocol;
using McpGateway.Foundation;
using McpGateway.Identity.Clients;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.AuthorizationServer.Clients;

/// <summary>
/// Clients whose id is the URL of their metadata (OAuth client id metadata documents). The URL is a stranger's: it is dialled through the
/// outbound guard, without redirects, with small limits, and the answer is remembered, a failure too.
/// </summary>
internal sealed partial class MetadataDocumentClients : IDisposable
{
    private const int MaxBytes = 16 * 1024;
    private const int Capacity = 1000;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Shortest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);
    private static readonly TimeSpan FailureMemory = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _slots = new(8, 8);
    private readonly HttpMessageInvoker _outbound;
    private readonly OAuthOptions _options;
    private readonly RequestLimiter _limiter;
    private readonly TimeProvider _time;
    private readonly ILogger<MetadataDocumentClients> _logger;

    public MetadataDocumentClients(
        IOptions<OAuthOptions> options, RequestLimiter limiter, TimeProvider time, ILogger<MetadataDocumentClients> logger)
    {
        (_options, _limiter, _time, _logger) = (options.Value, limiter, time, logger);
        _outbound = new(OutboundHandlerFactory.Create(new OutboundPolicy
        {
            AllowsPrivateAddresses = _options.UnsafeAllowsPrivateMetadataDocuments,
            ConnectTimeout = TimeSpan.FromSeconds(3),
            MaxConnectionsPerServer = 2,
        }));
    }

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

        if (!_limiter.Allows("metadata", address))
        {
            return OAuthErrors.TooMany();
        }

        return await FetchAsync(url, known, cancellationToken);
    }

    public void Dispose()
    {
        _outbound.Dispose();
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
            ? OutboundGuard.Problem(uri!, _options.UnsafeAllowsPrivateMetadataDocuments) is null
                ? null
                : "The client_id URL leads to an address that is not fetched."
            : "A client_id that is a URL must be https with a path, and without fragment, user information and dot segments.";
    }

    private async Task<Result<OAuthClientRecord>> FetchAsync(string url, Entry? known, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        Result<OAuthClientRecord> outcome;
        var keep = FailureMemory;
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(Patience);
            (outcome, keep) = await LoadAsync(url, limit.Token);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException || (
            failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            var shown = LogText.Clean(url);
            LogFetchFailed(shown, failure.Message);

            // A host that is down for a while does not lock out the users of a client that was good a day ago.
            outcome = known is { Outcome.IsSuccess: true } && _time.GetUtcNow() - known.FetchedAt < Longest
                ? known.Outcome
                : OAuthErrors
                    .InvalidClient("The metadata document of the client could not be fetched. "
                    + "If the gateway cannot reach the internet, its operator can turn these documents off "
                    + "(OAuth:AllowsMetadataDocuments); clients then register themselves.");
        }
        finally
        {
            _slots.Release();
        }

        Remember(url, outcome, keep, known);
        return outcome;
    }

    private async Task<(Result<OAuthClientRecord> Outcome, TimeSpan Keep)> LoadAsync(string url, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Accept.Add(new("application/json"));
        using var response = await _outbound.SendAsync(request, cancellationToken);
        var isJson = response.Content.Headers.ContentType?.MediaType is "application/json" or "application/cimd+json"
            or "application/oauth-client-id-metadata+json";
        if (response.StatusCode != HttpStatusCode.OK || !isJson)
        {
            return (OAuthErrors.InvalidClient("The client_id URL did not answer with a JSON document."), FailureMemory);
        }

        var body = new byte[MaxBytes + 1];
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxBytes)
        {
            return (OAuthErrors.InvalidClient("The metadata document of the client is too large."), FailureMemory);
        }

        var client = MetadataDocument.Read(url, body.AsMemory(0, length), _options.RedirectSchemes, _time.GetUtcNow());
        var keep = response.Headers.CacheControl?.MaxAge ?? Shortest;
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
