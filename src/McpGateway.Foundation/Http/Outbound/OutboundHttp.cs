namespace McpGateway.Foundation.Http.Outbound;

/// <summary>
/// Outgoing calls of one kind, each a whole exchange: bounded in time and size, redirects not followed. Errors name the host and never what
/// an answer said, for it may hold credentials.
/// </summary>
public sealed class OutboundHttp
{
    private readonly IHttpClientFactory _clients;
    private readonly string _name;
    private readonly OutboundProfile _profile;
    private readonly TimeProvider _time;

    internal OutboundHttp(IHttpClientFactory clients, string name, OutboundProfile profile, TimeProvider time) =>
        (_clients, _name, _profile, _time) = (clients, name, profile, time);

    /// <summary>Sends a request and reads the whole answer, whatever its status. One that is too large is an error.</summary>
    /// <returns>
    /// Errors are <see cref="ErrorKind.Unavailable"/> with a <see cref="Error.Fault"/>, and <see cref="ErrorKind.BadGateway"/> for a large
    /// answer.
    /// </returns>
    public async Task<Result<OutboundAnswer>> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await ExchangeAsync(request, cancellationToken);
        return answer is { IsSuccess: true, Value.IsTooLarge: true } ? TooLarge(request.RequestUri!) : answer;
    }

    /// <summary>Like <see cref="SendAsync"/>; an answer that is too large counts, without its body.</summary>
    public async Task<Result<OutboundAnswer>> ExchangeAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        using var limit = new CancellationTokenSource(_profile.Timeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var host = request.RequestUri!.Authority;
        try
        {
            using var client = _clients.CreateClient(_name);

            // The limit above is by the clock of the process and counts the body too.
            client.Timeout = Timeout.InfiniteTimeSpan;
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, both.Token);
            return Read(response, await BoundedContent.ReadAsync(response.Content, _profile.MaxResponseBytes, both.Token));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new Error(ErrorKind.Unavailable, $"{host} cannot be reached: {Reason(failure)}") { Fault = FaultOf(failure) };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Error(ErrorKind.Unavailable, $"{host} did not answer within {_profile.Timeout.TotalSeconds:0} seconds")
            {
                Fault = OutboundFault.Late,
            };
        }
    }

    /// <summary>What is said of an answer that is larger than the limit.</summary>
    internal Error TooLarge(Uri address) =>
        new(ErrorKind.BadGateway, $"{address.Authority} answered with more than {_profile.MaxResponseBytes} bytes");

    private static OutboundAnswer Read(HttpResponseMessage response, byte[]? body) => new(response.StatusCode, body ?? [])
    {
        IsTooLarge = body is null,
        Location = response.Headers.Location,
        Retry = response.Headers.RetryAfter,
        Challenge = InOneLine(response, "WWW-Authenticate"),
        Links = InOneLine(response, "Link"),
        MediaType = response.Content.Headers.ContentType?.MediaType,
        MaxAge = response.Headers.CacheControl?.MaxAge,
    };

    private static string? InOneLine(HttpResponseMessage response, string header) =>
        response.Headers.NonValidated.TryGetValues(header, out var values) ? string.Join(", ", values) : null;

    private static OutboundFault FaultOf(Exception failure) => (failure as HttpRequestException)?.HttpRequestError switch
    {
        HttpRequestError.SecureConnectionError => OutboundFault.NotSecure,
        HttpRequestError.NameResolutionError => OutboundFault.UnknownName,
        _ => OutboundFault.Unreachable,
    };

    private static string Reason(Exception failure) => failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "it refuses connections, or no network leads there",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "its name cannot be resolved",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
            "its certificate is not trusted, or it does not speak TLS",
        HttpRequestException { HttpRequestError: var error } => error.ToString(),
        _ => "the connection broke",
    };
}
