namespace McpGateway.Web.Components.Picking;

/// <summary>Something that can be picked.</summary>
/// <param name="Value">What stands in the field then.</param>
/// <param name="Hint">A few words beside it.</param>
public sealed record PickOption(string Value, string Hint = "");
