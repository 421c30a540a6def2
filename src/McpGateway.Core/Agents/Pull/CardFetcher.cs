using System.Net;
using System.Text.Json;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;
using McpGateway.Foundation.Http.Outbound;

namespace McpGateway.Core.Agents.Pull;

/// <summary>
/// Fetches cards through the outbound guard. Redirects are not followed: where an agent has moved is for a person to say.
/// </summary>
internal sealed class CardFetcher(
    [FromKeyedServices(CardFetcher.ClientName)] OutboundHttp http, IEnumerable<IUpstreamAddresses> addresses)
{
    public const string ClientName = "agents";

    /// <summary>The version whose form of the card is asked for first (A2A 1.0 §3.6).</summary>
    private const string Version = "1.0";

    /// <param name="url">The address of the card, or of the agent, below which the card then is looked for.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    public async Task<FetchedCard> FetchAsync(string url, CancellationToken cancellationToken)
    {
        FetchedCard? first = null;
        foreach (var address in CardUrl.CardAddresses(url))
        {
            var fetched = await FetchAtAsync(new Uri(address), cancellationToken);
            if (fetched.Status is not (404 or 405 or 410))
            {
                return fetched;
            }

            first ??= fetched;
        }

        return first!;
    }

    /// <summary>Why an address may not be asked; null when it may as far as can be told before it is dialled.</summary>
    public string? Problem(string url) =>
        CardUrl.Problem(url) ?? addresses.Select(rule => rule.Problem(new Uri(url))).FirstOrDefault(static problem => problem is not null);

    /// <summary>Asks an address for JSON, whatever it is.</summary>
    public Task<Result<OutboundAnswer>> GetAsync(Uri address, CancellationToken cancellationToken) =>
        GetAsync(address, version: null, cancellationToken);

    private async Task<Result<OutboundAnswer>> GetAsync(Uri address, string? version, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.TryAddWithoutValidation("Accept", "application/json, */*;q=0.1");
        if (version is not null)
        {
            request.Headers.TryAddWithoutValidation("A2A-Version", version);
        }

        return await http.ExchangeAsync(request, cancellationToken);
    }

    /// <summary>
    /// An agent of both forms shows clients that name no version the members of 0.3, and may leave out what 0.3 does not have. One that
    /// does not know the header, or refuses the version, is asked as clients of 0.3 ask.
    /// </summary>
    private async Task<Result<OutboundAnswer>> GetCardAsync(Uri address, CancellationToken cancellationToken)
    {
        var answer = await GetAsync(address, Version, cancellationToken);
        return answer.IsSuccess && (int)answer.Value.Status is 400 or 406 or 412 or 415 or 417 or 422 or 426 or 500 or 501 or 505
            ? await GetAsync(address, cancellationToken)
            : answer;
    }

    private async Task<FetchedCard> FetchAtAsync(Uri address, CancellationToken cancellationToken)
    {
        var url = address.AbsoluteUri;
        if (Problem(url) is { } problem)
        {
            return new(url, null, null, $"The address {problem}");
        }

        var outcome = await GetCardAsync(address, cancellationToken);
        if (!outcome.IsSuccess)
        {
            return new(url, null, null, outcome.Error.Detail);
        }

        var answer = outcome.Value;
        var status = (int)answer.Status;
        if (answer.IsTooLarge)
        {
            return new(url, status, null, $"{address.Authority} answered with a card that is too large");
        }

        if (answer.Status != HttpStatusCode.OK)
        {
            var where = answer.Location is not null ? ", which redirects: register the address of the card itself" : "";
            return new(url, status, null, $"{address.Authority} answered {status}{where}");
        }

        return StrictJson.ReadObject(answer.Body) is { } card
            ? new(url, status, card, null)
            : new(url, status, null, $"{address.Authority} answered with what is no card: one JSON object without duplicate keys");
    }
}

/// <summary>The outcome of fetching a card.</summary>
/// <param name="Url">The address that was asked last.</param>
/// <param name="Status">HTTP status; null when nothing answered.</param>
/// <param name="Card">Null when none was had.</param>
/// <param name="Problem">Why there is none, for people; null when there is one.</param>
internal sealed record FetchedCard(string Url, int? Status, JsonElement? Card, string? Problem);
