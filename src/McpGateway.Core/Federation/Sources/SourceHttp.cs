using System.Net;
using System.Text.Json;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Federation.Sources;

/// <summary>
/// Asks sources through the outbound guard: bounded in size and time, redirects not followed, a failed page asked for again.
/// </summary>
internal sealed class SourceHttp(
    [FromKeyedServices(SourceHttp.ClientName)] OutboundHttp http, IOutboundDialer dialer, SourceTokens tokens,
    IOptions<FederationOptions> options, TimeProvider time)
{
    public const string ClientName = "federation";

    private const int Attempts = 3;

    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>What is wrong with an address; null when it may be asked as far as can be told before it is dialled.</summary>
    public string? Problem(string address) =>
        !Uri.TryCreate(address, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")
            ? "must be an absolute address with http or https"
            : url.UserInfo.Length > 0 || url.Fragment.Length > 0
                ? "must have no user name and no fragment"
                : dialer.Problem(url, options.Value.AllowPrivateAddresses);

    /// <returns>The JSON; a refusal of kind <see cref="ErrorKind.NotFound"/> where there is nothing at the address.</returns>
    public async Task<Result<JsonElement>> GetAsync(SourceRecord source, string address, CancellationToken cancellationToken)
    {
        if (Problem(address) is { } problem)
        {
            return new Error(ErrorKind.Invalid, $"The address of the source {problem}");
        }

        for (var attempt = 1; ; attempt++)
        {
            var (result, wait) = await TryAsync(source, new Uri(address), cancellationToken);
            if (result.IsSuccess || wait is null || attempt == Attempts)
            {
                return result;
            }

            var pause = options.Value.RetryPause * Math.Pow(2, attempt - 1);
            await Task.Delay(wait.Value > pause ? wait.Value : pause, time, cancellationToken);
        }
    }

    /// <returns>The outcome, and how long to wait at least before another attempt; null when another is of no use.</returns>
    private async Task<(Result<JsonElement> Result, TimeSpan? Wait)> TryAsync(
        SourceRecord source, Uri address, CancellationToken cancellationToken)
    {
        var token = await tokens.GetAsync(source, cancellationToken);
        if (!token.IsSuccess)
        {
            return (token.Error, token.Error.Kind == ErrorKind.Unavailable ? TimeSpan.Zero : null);
        }

        var answer = await SendAsync(address, token.Value, cancellationToken);
        if (answer is { IsSuccess: true, Value.Status: HttpStatusCode.Unauthorized }
            && await tokens.RenewAsync(source, token.Value, cancellationToken) is { } fresh)
        {
            // It had expired, or was revoked: once with another one.
            answer = fresh.IsSuccess ? await SendAsync(address, fresh.Value, cancellationToken) : fresh.Error;
        }

        return answer.IsSuccess ? Read(address, answer.Value) : (answer.Error, TimeSpan.Zero);
    }

    private async Task<Result<OutboundAnswer>> SendAsync(Uri address, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Accept.ParseAdd("application/json");
        if (token.Length > 0)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        return await http.SendAsync(request, cancellationToken);
    }

    private (Result<JsonElement> Result, TimeSpan? Wait) Read(Uri address, OutboundAnswer answer)
    {
        var status = (int)answer.Status;
        if (answer.Status == HttpStatusCode.OK)
        {
            try
            {
                using var document = JsonDocument.Parse(answer.Body);
                return (document.RootElement.Clone(), null);
            }
            catch (JsonException)
            {
                return (new Error(ErrorKind.BadGateway, $"{address.Authority} answered with what is no JSON"), TimeSpan.Zero);
            }
        }

        var wait = answer.RetryAfter(time.GetUtcNow()) ?? TimeSpan.Zero;
        return status switch
        {
            404 => (new Error(ErrorKind.NotFound, $"{address.Authority} has nothing at {address.AbsolutePath}"), null),
            401 => (new Error(ErrorKind.BadGateway, $"{address.Authority} refused the credentials (401)"), null),
            403 => (new Error(
                ErrorKind.BadGateway, $"{address.Authority} refused access (403): check the tenant and the rights of the client"), null),
            429 or >= 500 => (new Error(ErrorKind.Unavailable, $"{address.Authority} answered {status}"),
                wait < LongestPause ? wait : LongestPause),
            >= 300 and < 400 => (new Error(
                ErrorKind.BadGateway, $"{address.Authority} redirects: configure the address of the source itself"), null),
            _ => (new Error(ErrorKind.BadGateway, $"{address.Authority} answered {status}"), null),
        };
    }
}
