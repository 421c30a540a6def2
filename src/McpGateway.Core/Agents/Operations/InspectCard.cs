using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Agents.Directory;
using McpGateway.Foundation;

namespace McpGateway.Core.Agents.Operations;

/// <summary>
/// Judges a card, or what is found at an address, as registering would, and stores nothing: so that people see first what they are about to
/// register.
/// </summary>
public sealed class InspectCard
{
    private readonly CardIntake _intake;
    private readonly AgentPaths _paths;

    internal InspectCard(CardIntake intake, AgentPaths paths) => (_intake, _paths) = (intake, paths);

    /// <param name="caller">Whoever may register some agent, or change the one at <paramref name="changed"/>.</param>
    /// <param name="draft">With a card, or the address of one.</param>
    /// <param name="changed">The agent whose card is to be replaced; null for a new one.</param>
    /// <param name="cancellationToken">Ends the exchange.</param>
    public async Task<Result<InspectedCard>> ExecuteAsync(
        Caller caller, AgentRegistration draft, AgentEntry? changed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(caller);
        ArgumentNullException.ThrowIfNull(draft);

        // Before anything is fetched: strangers do not make the gateway ask addresses.
        var refusal = changed is not null ? AgentAuthorization.ModifyRefusal(AgentSight.Of(caller), changed)
            : caller.Permissions.MayAny(AgentPermissions.Publish) ? null
            : AgentAuthorization.PublishRefusal(caller, "/");
        if (refusal is not null)
        {
            return refusal;
        }

        var taken = await _intake.TakeAsync(draft, cancellationToken);
        if (!taken.IsSuccess)
        {
            return taken.Error;
        }

        var (card, path) = (taken.Value.Card, changed?.Agent.Path);
        var problem = path is null ? PathProblem(caller, draft, card, out path) : null;
        return new InspectedCard(card, path, taken.Value.From, taken.Value.Signature) { PathProblem = problem };
    }

    private string? PathProblem(Caller caller, AgentRegistration draft, AgentCard card, out string path)
    {
        path = AgentPath.KeyOf(draft.Path ?? AgentPath.OfName(card.Name));
        return (draft.Path is null ? null : AgentPath.ProblemOfStated(draft.Path))
            ?? AgentPath.ProblemsOf(path).FirstOrDefault()
            ?? AgentAuthorization.PublishRefusal(caller, path)?.Detail
            ?? _paths.ProblemForAgent(path);
    }
}

/// <summary>A card that can be registered.</summary>
/// <param name="Path">Where it would be registered.</param>
/// <param name="From">Where it was found; null for one that was stated.</param>
/// <param name="Signature">What became of its signatures.</param>
public sealed record InspectedCard(AgentCard Card, string Path, string? From, CardSignature Signature)
{
    /// <summary>Why it cannot be registered there; null when it can.</summary>
    public string? PathProblem { get; init; }
}
