using McpGateway.Proxy.Pins;

namespace McpGateway.Core.Pins.Review;

/// <summary>One definition that somebody decides on.</summary>
/// <param name="Server">Path of the server.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Name, URI or template; empty for instructions.</param>
/// <param name="Hash">
/// The hash of the definition that was read, which protects against deciding on one that changed meanwhile; null where none was read.
/// </param>
public sealed record PinDecision(string Server, DefinitionKind Kind, string Name, string? Hash);

/// <summary>What became of decisions.</summary>
/// <param name="Done">Those that are in force.</param>
/// <param name="Refused">Those that are not, each with the reason.</param>
public sealed record PinDecisions(IReadOnlyList<PinDecision> Done, IReadOnlyList<RefusedPinDecision> Refused);

/// <summary>A decision that is not in force, and why.</summary>
public sealed record RefusedPinDecision(PinDecision Decision, string Reason);
