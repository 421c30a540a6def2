using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using McpGateway.Proxy.Protocol;

namespace McpGateway.Core.Health.Probing;

/// <summary>Reads an HTTP answer into what it means for a check.</summary>
internal static class ProbeAnswers
{
    /// <summary>The answer to the message <paramref name="id"/>, which came as one body or as an event stream.</summary>
    public static async Task<ProbeAnswer> ReadAsync(
        ProbeLink link, string step, int id, HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (OfStatus(step, response) is { } refusal)
        {
            return refusal;
        }

        await using var body = await link.ReadAsync(response, cancellationToken);
        JsonElement? message;
        if (ProbeReader.IsEventStream(response))
        {
            await using var events = SseParser.Create(body).EnumerateAsync(cancellationToken).GetAsyncEnumerator(cancellationToken);
            message = await ProbeReader.InEventsAsync(events, id);
        }
        else
        {
            message = await ProbeReader.InBodyAsync(body, id, cancellationToken);
        }

        var status = (int)response.StatusCode;
        var session = response.Headers.NonValidated.TryGetValues(McpHeaders.SessionId, out var values) ? values.ToString() : null;
        return message is { } found ? Of(step, found, status, session)
            : !response.IsSuccessStatusCode
                ? new(step, ProbeAnswerKind.Refused) { Status = status, Sentence = ProbeSentences.OfStatus(step, status) }
            : new(step, ProbeAnswerKind.NotMcp)
            {
                Status = status,
                Sentence = ProbeSentences.OfOther(step, ProbeReader.MediaTypeOf(response)),
            };
    }

    public static ProbeAnswer Of(string step, JsonElement message, int status, string? session)
    {
        if (message.TryGetProperty("result", out var result))
        {
            return new(step, ProbeAnswerKind.Result) { Status = status, Result = result, SessionId = session };
        }

        var code = message.GetProperty("error").TryGetProperty("code", out var stated)
            && stated.ValueKind == JsonValueKind.Number && stated.TryGetInt32(out var number)
            ? number
            : 0;
        return new(step, ProbeAnswerKind.Error) { Status = status, Code = code, Sentence = ProbeSentences.OfError(step, code) };
    }

    /// <summary>What the status alone decides; null when the body has to be read.</summary>
    public static ProbeAnswer? OfStatus(string step, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        return response.StatusCode switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.ProxyAuthenticationRequired =>
                new(step, ProbeAnswerKind.WantsCredential)
                {
                    Status = status,
                    Sentence = ProbeSentences.OfMissingCredential(step, status),
                },
            >= HttpStatusCode.MultipleChoices and < HttpStatusCode.BadRequest => new(step, ProbeAnswerKind.Redirected)
            {
                Status = status,
                Location = LocationOf(response),
                Sentence = ProbeSentences.OfStatus(step, status),
            },
            _ => null,
        };
    }

    private static Uri? LocationOf(HttpResponseMessage response) =>
        response.Headers.NonValidated.TryGetValues("Location", out var values)
        && response.RequestMessage?.RequestUri is { } asked
        && Uri.TryCreate(asked, values.ToString(), out var next)
        && next.Scheme is ("http" or "https")
            ? next
            : null;
}
