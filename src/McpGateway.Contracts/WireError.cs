namespace McpGateway.Contracts;

/// <summary>Body of every REST refusal: <c>{"detail": "..."}</c>, the form that existing clients read.</summary>
public sealed record WireError(string Detail);
