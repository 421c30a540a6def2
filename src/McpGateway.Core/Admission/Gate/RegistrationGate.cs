using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGateway.Core.Registry.Admission;
using McpGateway.Foundation;
using McpGateway.Foundation.Http.Outbound;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Admission.Gate;

/// <summary>
/// Asks the configured endpoint: 200 allows, 403 denies, and anything else is asked again and then denied. An endpoint that does not answer
/// lets nothing in.
/// </summary>
internal sealed partial class RegistrationGate(
    [FromKeyedServices(RegistrationGate.ClientName)] OutboundHttp http, GateTokens tokens, GateRequestHeaders headers,
    IOptions<GateOptions> options, TimeProvider time, ILogger<RegistrationGate> logger) : IRegistrationGate
{
    public const string ClientName = "registration-gate";

    private const int LongestReason = 500;

    private static readonly Error Undecided = new(
        ErrorKind.Unavailable, "The registration gate did not decide, so nothing was stored. Try again later");

    public bool IsOpenToAll => !options.Value.Enabled;

    public async Task<Error?> AskAsync(GateQuestion question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var body = Encoding.UTF8.GetBytes(BodyOf(question).ToJsonString());
        var delay = options.Value.RetryDelay;
        for (var attempt = 0; ; attempt++)
        {
            var (isDecided, refusal, problem) = await TryAsync(body, cancellationToken);
            if (isDecided)
            {
                var user = LogText.Clean(question.Performer);
                LogDecided(question.Operation, question.AssetType, refusal is null, user);
                return refusal;
            }

            LogUndecided(attempt + 1, problem);
            if (attempt >= options.Value.MaxRetries)
            {
                return Undecided;
            }

            await Task.Delay(delay, time, cancellationToken);
            delay *= 2;
        }
    }

    private JsonObject BodyOf(GateQuestion question)
    {
        var (source, sent) = headers.Read();
        return new()
        {
            ["asset_type"] = question.AssetType,
            ["operation"] = question.Operation,
            ["source_api"] = source,
            ["performed_by"] = question.Performer,
            ["registration_payload"] = question.Payload.DeepClone(),
            ["request_headers"] = sent,
        };
    }

    private async Task<(bool IsDecided, Error? Refusal, string Problem)> TryAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(options.Value.Url!))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } },
        };
        request.Headers.Accept.Add(new("application/json"));
        if (await ProveAsync(request, cancellationToken) is { } unproven)
        {
            return (false, null, unproven.Detail);
        }

        var answer = await http.ExchangeAsync(request, cancellationToken);
        return answer switch
        {
            { IsSuccess: false } => (false, null, answer.Error.Detail),
            { Value.Status: HttpStatusCode.OK } => (true, null, ""),
            { Value.Status: HttpStatusCode.Forbidden } => (true, new Error(ErrorKind.Forbidden, ReasonOf(answer.Value)), ""),
            { Value.Status: var status } => (false, null, $"it answered {(int)status}"),
        };
    }

    private async Task<Error?> ProveAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        switch (options.Value.AuthType)
        {
            case GateAuthentication.ApiKey:
                request.Headers.TryAddWithoutValidation(options.Value.AuthHeaderName, options.Value.AuthCredential);
                return null;
            case GateAuthentication.Bearer:
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.Value.AuthCredential);
                return null;
            case GateAuthentication.ClientCredentials:
                var token = await tokens.GetAsync(cancellationToken);
                request.Headers.Authorization = token.IsSuccess ? new("Bearer", token.Value) : null;
                return token.Error;
            default:
                return null;
        }
    }

    /// <summary>What the gate says to whoever registers; bounded, and without anything that is no text.</summary>
    private static string ReasonOf(OutboundAnswer answer)
    {
        var said = answer.Json() is { ValueKind: JsonValueKind.Object } json
            ? json.TextOf("message") ?? json.TextOf("detail") ?? json.TextOf("reason") ?? json.TextOf("error")
            : null;
        return string.IsNullOrWhiteSpace(said)
            ? "The registration gate refused it"
            : "The registration gate refused it: " + LogText.Clean(said.Length > LongestReason ? said[..LongestReason] : said);
    }

    [LoggerMessage(
        EventId = 17060, Level = LogLevel.Information,
        Message = "The registration gate was asked to {Operation} a {Asset} for {User}; allowed: {IsAllowed}.")]
    private partial void LogDecided(string operation, string asset, bool isAllowed, string user);

    [LoggerMessage(
        EventId = 17061, Level = LogLevel.Warning, Message = "The registration gate did not decide at attempt {Attempt}: {Problem}")]
    private partial void LogUndecided(int attempt, string problem);
}
