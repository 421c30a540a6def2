using System.Runtime.InteropServices;
using System.Text.Json;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Agents.Pull;
using McpGateway.Core.Registry.Servers;
using McpGateway.Foundation;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Agents.Operations;

/// <summary>Takes a card in, whether it was written into a request or has to be fetched: read, judged, its signatures verified.</summary>
internal sealed class CardIntake(
    CardFetcher fetcher, CardVerifier verifier, IEnumerable<IUpstreamAddresses> addresses, IOptions<AgentOptions> options)
{
    public async Task<Result<TakenCard>> TakeAsync(AgentRegistration draft, CancellationToken cancellationToken)
    {
        if (draft.Card is { } stated)
        {
            return await JudgeAsync(stated, null, cancellationToken);
        }

        if (draft.CardUrl is not { } url)
        {
            return Refuse([new("card", "State the agent's card, or its address as card_url")]);
        }

        if (fetcher.Problem(url) is { } problem)
        {
            return Refuse([new("card_url", $"card_url: {problem}")]);
        }

        var fetched = await fetcher.FetchAsync(url, cancellationToken);
        return fetched.Card is { } card
            ? await JudgeAsync(card, fetched.Url, cancellationToken)
            : new Error(ErrorKind.BadGateway, $"The card could not be fetched: {fetched.Problem}");
    }

    /// <summary>Judges a card as if it were stated now.</summary>
    public async Task<Result<TakenCard>> JudgeAsync(JsonElement json, string? from, CancellationToken cancellationToken)
    {
        if (SizeProblem(json) is { } large)
        {
            return Refuse([large]);
        }

        var read = Reread(json);
        return read.IsSuccess
            ? new TakenCard(
                read.Value, CanonicalJson.HashOfCard(json), from, await verifier.VerifyAsync(read.Value, cancellationToken))
            : read.Error;
    }

    /// <summary>Why a card could not be registered; null when it could. Nothing is asked for to find out.</summary>
    public CardProblem? FirstProblem(JsonElement json) =>
        SizeProblem(json) ?? CardReader.Read(json) switch
        {
            { Card: { } card } => AddressProblems(card).FirstOrDefault(),
            var reading => reading.Problems[0],
        };

    /// <summary>A card that was taken in before, unless its addresses may not be called any more.</summary>
    public Result<AgentCard> Reread(JsonElement json) => CardReader.Read(json) switch
    {
        { Card: { } card } => AddressProblems(card).ToArray() is { Length: > 0 } refused ? Refuse(refused) : card,
        var reading => Refuse(reading.Problems),
    };

    private CardProblem? SizeProblem(JsonElement json)
    {
        var limit = options.Value.MaxCardBytes;
        return JsonMarshal.GetRawUtf8Value(json).Length > limit
            ? new("", $"The card must not be larger than {limit} bytes (Agents:MaxCardBytes)")
            : null;
    }

    /// <summary>Addresses that the outbound guard would refuse at every call, so that whoever registers can correct them.</summary>
    private IEnumerable<CardProblem> AddressProblems(AgentCard card) =>
        from item in card.Interfaces
        where CardUrl.Problem(item.Url) is null
        from rule in addresses
        let problem = rule.Problem(new Uri(item.Url))
        where problem is not null
        select new CardProblem(item.Field, $"{item.Field}: {problem}");

    private static Error Refuse(IReadOnlyList<CardProblem> problems)
    {
        var isForm = problems.Any(static problem => problem.IsForm);
        var shown = isForm ? problems.Where(static problem => problem.IsForm) : problems;
        return new(ErrorKind.Unprocessable, isForm ? "Invalid agent card" : "Agent card validation failed")
        {
            Code = isForm ? AgentErrors.CardForm : AgentErrors.Card,
            Fields = [.. shown.Select(static problem => new FieldProblem(problem.Field, problem.Message))],
        };
    }
}

/// <summary>A card that can be stored.</summary>
/// <param name="From">Where it was fetched; null when it was stated.</param>
internal sealed record TakenCard(AgentCard Card, string Hash, string? From, CardSignature Signature);
