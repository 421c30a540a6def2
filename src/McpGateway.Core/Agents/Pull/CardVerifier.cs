using McpGateway.Core.Agents.Cards;
using McpGateway.Foundation;
using McpGateway.Foundation.Http;

namespace McpGateway.Core.Agents.Pull;

/// <summary>
/// Verifies a card's signatures (A2A 1.0 §8.4.3) with the key sets that they name. What is found says who signed; whether to trust that
/// signer is for people.
/// </summary>
internal sealed class CardVerifier(CardFetcher fetcher, IEnumerable<IDetachedSignatures> signatures)
{
    private const int MaxSignatures = 3;

    /// <returns>The first signature that verifies; otherwise the worst that can be said of the others.</returns>
    public async Task<CardSignature> VerifyAsync(AgentCard card, CancellationToken cancellationToken)
    {
        if (card.Signatures.Count == 0)
        {
            return CardSignature.None;
        }

        var payload = CanonicalJson.OfCard(card.Json);
        CardSignature? worst = null;
        foreach (var jws in card.Signatures.Take(MaxSignatures))
        {
            var result = await VerifyAsync(jws, payload, cancellationToken);
            if (result.State == SignatureState.Verified)
            {
                return result;
            }

            worst = worst is null || result.State == SignatureState.Invalid ? result : worst;
        }

        return worst!;
    }

    private async Task<CardSignature> VerifyAsync(CardJws jws, byte[] payload, CancellationToken cancellationToken)
    {
        if (jws.Header is not { } header
            || !StrictJson.TryReadString(header, "jku", out var keyUrl)
            || !StrictJson.TryReadString(header, "kid", out var keyId))
        {
            return new(SignatureState.Invalid, null, null) { Reason = "The protected header cannot be read" };
        }

        if (keyUrl is null)
        {
            return new(SignatureState.KeyUnknown, null, keyId) { Reason = "The signature does not say where its key is (jku)" };
        }

        if (ProblemOf(keyUrl) is { } problem)
        {
            return new(SignatureState.KeyUnknown, null, keyId) { Reason = $"The address of the key (jku) {problem}" };
        }

        var answer = await fetcher.GetAsync(new Uri(keyUrl), cancellationToken);
        if (answer is not { IsSuccess: true, Value: { IsSuccess: true, IsTooLarge: false } found }
            || StrictJson.ReadObject(found.Body) is not { } keySet)
        {
            return new(SignatureState.KeyUnknown, keyUrl, keyId) { Reason = "The key set could not be fetched" };
        }

        return (signatures.FirstOrDefault()?.Verify(jws.Protected, payload, jws.Signature, keySet) ?? DetachedVerdict.KeyUnknown) switch
        {
            DetachedVerdict.Verified => new(SignatureState.Verified, keyUrl, keyId),
            DetachedVerdict.KeyUnknown => new(SignatureState.KeyUnknown, keyUrl, keyId) { Reason = "The key set does not have the key" },
            DetachedVerdict.Invalid => new(SignatureState.Invalid, keyUrl, keyId) { Reason = "The signature does not fit the card" },
        };
    }

    /// <summary>A key that anybody on the way may exchange proves nothing.</summary>
    private string? ProblemOf(string url) =>
        fetcher.Problem(url) ?? (new Uri(url) is { Scheme: "http", IsLoopback: false } ? "must be https" : null);
}
