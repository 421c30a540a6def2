namespace McpGateway.Proxy.Pins;

/// <summary>What becomes of definitions of a server that nobody approved.</summary>
/// <param name="WithholdsUnapproved">Whether they are neither listed nor callable. Rejected ones never are.</param>
/// <param name="AcceptsNew">Whether tools, prompts and resource templates that appear count as approved.</param>
/// <param name="AcceptsNewResources">Whether resources that appear do: most servers' lists of them are content.</param>
public sealed record PinPolicy(bool WithholdsUnapproved, bool AcceptsNew, bool AcceptsNewResources)
{
    public bool Accepts(DefinitionKind kind) => kind == DefinitionKind.Resource ? AcceptsNewResources : AcceptsNew;

    /// <summary>Whether a definition in this state is withheld.</summary>
    public bool Withholds(PinState state) => state switch
    {
        PinState.Approved => false,
        PinState.Changed or PinState.New => WithholdsUnapproved,
        PinState.Rejected => true,
    };
}
