namespace ServerSupport;

/// <summary>A tool cannot do what it is asked.</summary>
/// <param name="message">Why, and what would help: the caller reads it.</param>
public sealed class ToolException(string message) : Exception(message);
