using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Identity.Providers;

/// <summary>
/// Calls to identity providers: guarded addresses, no redirects, bounded time and size. What an answer says is kept out of errors, for it
/// may hold credentials.
/// </summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int MaxBytes = 2 * 1024 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpMessageInvoker _invoker;

    public ProviderHttp(IOptions<ProviderOptions> options) =>
        _invoker = new(OutboundHandlerFactory.Create(new() { AllowsPrivateAddresses = options.Value.AllowPrivateAddresses }));

    /// <summary>Sends a request and reads the whole answer, whatever its status.</summary>
    public async Task<Result<ProviderAnswer>> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        var host = request.RequestUri!.Authority;
        try
        {
            if (request.Headers.UserAgent.Count == 0)
            {
                request.Headers.UserAgent.ParseAdd("mcp-gateway-registry");
            }

            using var response = await _invoker.SendAsync(request, limit.Token);
            return await ReadAsync(response, limit.Token) is { } body
                ? new ProviderAnswer(response.StatusCode, body)
                {
                    Location = response.Headers.Location,
                    Retry = response.Headers.RetryAfter,
                }
                : new Error(ErrorKind.BadGateway, $"{host} answered with more than {MaxBytes} bytes");
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException)
        {
            return new Error(ErrorKind.Unavailable, $"{host} cannot be reached: {Reason(failure)}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Error(ErrorKind.Unavailable, $"{host} did not answer within {Patience.TotalSeconds:0} seconds");
        }
    }

    /// <summary>A JSON object, fetched.</summary>
    public async Task<Result<JsonElement>> GetObjectAsync(Uri address, string? bearer, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        if (bearer is not null)
        {
            request.Headers.Authorization = new("Bearer", bearer);
        }

        var answer = await SendAsync(request, cancellationToken);
        return answer.IsSuccess ? ObjectOf(answer.Value, address) : answer.Error;
    }

    /// <summary>A JSON object, in answer to a form.</summary>
    public async Task<Result<JsonElement>> PostFormAsync(
        Uri address, IEnumerable<KeyValuePair<string, string>> fields, string? basic, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new FormUrlEncodedContent(fields) };
        request.Headers.Accept.ParseAdd("application/json");
        if (basic is not null)
        {
            request.Headers.Authorization = new("Basic", basic);
        }

        var answer = await SendAsync(request, cancellationToken);
        return answer.IsSuccess ? ObjectOf(answer.Value, address) : answer.Error;
    }

    public void Dispose() => _invoker.Dispose();

    private static Result<JsonElement> ObjectOf(ProviderAnswer answer, Uri address)
    {
        if (!answer.IsSuccess)
        {
            return new Error(
                (int)answer.Status >= 500 ? ErrorKind.Unavailable : ErrorKind.BadGateway,
                $"{address.Authority} answered {(int)answer.Status}{answer.ErrorCode()}");
        }

        return StrictJson.ReadObject(answer.Body) is { } json
            ? json
            : new Error(ErrorKind.BadGateway, $"{address.Authority} did not answer with a JSON object");
    }

    private static async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[16 * 1024];
        int read;
        while ((read = await stream.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                return null;
            }

            buffer.Write(chunk.AsSpan(0, read));
        }

        return buffer.ToArray();
    }

    private static string Reason(Exception failure) => failure switch
    {
        OutboundRefusedException refused => refused.Message,
        HttpRequestException { HttpRequestError: var error } => error.ToString(),
        _ => "the connection broke",
    };
}

/// <summary>An answer, read.</summary>
internal sealed record ProviderAnswer(HttpStatusCode Status, byte[] Body)
{
    private const int MaxCode = 64;

    public Uri? Location { get; init; }

    public RetryConditionHeaderValue? Retry { get; init; }

    public bool IsSuccess => (int)Status is >= 200 and < 300;

    /// <summary>How long the answer says to wait (RFC 9110 §10.2.3); null when it does not say.</summary>
    public TimeSpan? RetryAfter(DateTimeOffset now) =>
        Retry?.Delta ?? (Retry?.Date is { } date ? (date > now ? date - now : TimeSpan.Zero) : null);

    /// <summary>Any JSON value; null when the body is not JSON.</summary>
    public JsonElement? Json()
    {
        try
        {
            using var document = JsonDocument.Parse(Body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The standard's error code (RFC 6749 §5.2) for messages, or nothing.</summary>
    public string ErrorCode() =>
        Json() is { ValueKind: JsonValueKind.Object } json && StrictJson.TryReadString(json, "error", out var code)
        && code is { Length: > 0 and <= MaxCode } && code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-')
            ? $" ({code})"
            : "";

    /// <summary>The status only.</summary>
    public override string ToString() => Status.ToString();
}
