namespace McpGateway.Core.Discovery;

/// <summary>The settings that choose a model. Neither keys nor addresses.</summary>
internal sealed record StatedModel(string Provider, string Model, int Dimensions);
