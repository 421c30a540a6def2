using McpGateway.Proxy.Pins;
using Microsoft.Extensions.Options;

namespace McpGateway.Core.Registry.Servers;

/// <summary>The mode of pinning that is in force for one server.</summary>
/// <param name="Mode">One of <see cref="PinMode"/>.</param>
/// <param name="AcceptsNew">Whether new tools, prompts and resource templates count as approved.</param>
/// <param name="AcceptsNewResources">Whether new resources do.</param>
public sealed record PinRules(string Mode, bool AcceptsNew, bool AcceptsNewResources)
{
    /// <summary>For servers that the product itself brings.</summary>
    public static readonly PinRules Off = new(PinMode.Off, AcceptsNew: true, AcceptsNewResources: true);

    public bool IsOff => Mode == PinMode.Off;

    /// <summary>Whether nothing is offered at all yet, whatever the mode.</summary>
    public bool IsHeld { get; init; }

    public bool WithholdsUnapproved => Mode is PinMode.Quarantine or PinMode.DisableServer;

    public bool SwitchesOff => Mode == PinMode.DisableServer;

    public PinPolicy Policy => new(WithholdsUnapproved, AcceptsNew, AcceptsNewResources);

    /// <summary>Whether a definition in this state is neither listed nor callable.</summary>
    public bool Withholds(PinState state) => IsHeld || (!IsOff && Policy.Withholds(state));

    public bool Accepts(DefinitionKind kind) => IsOff || Policy.Accepts(kind);
}

/// <summary>Knows which mode is in force for which server.</summary>
public sealed class PinSettings(IOptions<PinOptions> options, IEnumerable<IOfferHold> holds)
{
    /// <summary>Whether new servers are held.</summary>
    public bool HoldsNew => holds.Any(static hold => hold.HoldsServers);

    /// <summary>For servers without rules of their own.</summary>
    public PinOptions Defaults => options.Value;

    /// <summary>Of the bytes that the data plane remembers, for all servers together.</summary>
    public PinBudget Budget { get; } = new(options.Value.MaxRememberedBytes);

    public PinRules For(ServerRecord server)
    {
        ArgumentNullException.ThrowIfNull(server);
        return server.IsBuiltIn
            ? PinRules.Off
            : new(
                server.PinMode ?? options.Value.Mode,
                (server.NewDefinitions ?? options.Value.NewDefinitions) == NewDefinitions.Approve,
                options.Value.NewResources == NewDefinitions.Approve)
            {
                IsHeld = server.IsHeld && HoldsNew,
            };
    }
}
