using System.Text.Json;
using McpGateway.Proxy.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Egress.Providers;

/// <summary>
/// Speaks to providers and to what servers advertise: guarded addresses, no redirects, bounded answers, bounded time. Whatever goes wrong
/// is an answer without a status.
/// </summary>
internal sealed partial class EgressHttp(IOptions<EgressOptions> options, TimeProvider time, ILogger<EgressHttp> logger) : IDisposable
{
    private const int MaxBytes = 256 * 1024;

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private readonly HttpMessageInvoker _invoker = new(OutboundHandlerFactory.Create(new OutboundPolicy
    {
        AllowsPrivateAddresses = options.Value.AllowPrivateAddresses,
    }));

    /// <summary>What is wrong with an address that secrets are sent to or consent is given at; null when nothing.</summary>
    public string? Problem(string? text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var address) || address.UserInfo.Length > 0 || address.Fragment.Length > 0)
        {
            return "must be an absolute URL without user information and fragment";
        }

        var mayBeHttp = options.Value.UnsafeAllowHttp || (address.IsLoopback && options.Value.AllowPrivateAddresses);
        return address.Scheme != Uri.UriSchemeHttps && !(address.Scheme == Uri.UriSchemeHttp && mayBeHttp)
            ? "must use https"
            : OutboundGuard.Problem(address, options.Value.AllowPrivateAddresses);
    }

    public async Task<EgressReply> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Value.ProviderTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        request.Headers.TryAddWithoutValidation("Accept", "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "mcp-gateway-registry");
        try
        {
            using var response = await _invoker.SendAsync(request, both.Token);
            var challenge = response.Headers.NonValidated.TryGetValues("WWW-Authenticate", out var values)
                ? string.Join(", ", values)
                : null;
            return new((int)response.StatusCode, await ReadAsync(response, both.Token), challenge);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OutboundRefusedException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            LogFailed(request.RequestUri!.Host, failure.GetType().Name, failure.InnerException?.GetType().Name);
            return EgressReply.None;
        }
    }

    public async Task<EgressReply> GetAsync(Uri address, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        return await SendAsync(request, cancellationToken);
    }

    public void Dispose() => _invoker.Dispose();

    private static async Task<JsonElement?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[8192];
        int read;
        while ((read = await body.ReadAsync(chunk, cancellationToken)) > 0)
        {
            if (buffer.Length + read > MaxBytes)
            {
                return null;
            }

            await buffer.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
        }

        try
        {
            using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length), Strict);
            return document.RootElement.ValueKind == JsonValueKind.Object ? document.RootElement.Clone() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [LoggerMessage(EventId = 12001, Level = LogLevel.Warning, Message = "The provider at {Host} did not answer ({Exception}, {Cause}).")]
    private partial void LogFailed(string host, string exception, string? cause);
}

/// <summary>
/// An answer. <paramref name="Status"/> is 0 when there was none; <paramref name="Json"/> is null when it was no JSON object.
/// </summary>
internal sealed record EgressReply(int Status, JsonElement? Json, string? Challenge)
{
    public static readonly EgressReply None = new(0, null, null);

    public bool IsSuccess => Status is >= 200 and < 300 && Json is not null;

    /// <summary>The party was there and has nothing at this address.</summary>
    public bool SaysNotHere => Status is >= 400 and < 500;

    public string? Text(string name) =>
        Json is { } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public bool Flag(string name) => Json is { } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    /// <summary>A list of strings; null when there is none.</summary>
    public IReadOnlyList<string>? Texts(string name) =>
        Json is { } json && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : null;

    /// <summary>A whole number, also when it comes as text; null when there is none.</summary>
    public long? Number(string name)
    {
        if (Json is not { } json || !json.TryGetProperty(name, out var value))
        {
            return null;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var number) && Math.Abs(number) < 1e15 => (long)number,
            JsonValueKind.String when long.TryParse(value.GetString(), System.Globalization.CultureInfo.InvariantCulture, out var number) =>
                number,
            _ => null,
        };
    }

    /// <summary>The status only: the rest may hold tokens.</summary>
    public override string ToString() => Status.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
