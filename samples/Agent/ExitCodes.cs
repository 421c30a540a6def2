namespace ReferenceAgent;

/// <summary>How the agent ends.</summary>
internal static class ExitCodes
{
    public const int Answered = 0;

    /// <summary>The gateway, a tool or the model failed in the end, or the agent stopped itself.</summary>
    public const int Failed = 1;

    public const int Misused = 2;

    /// <summary>The last thing that was tried was refused to the user.</summary>
    public const int Refused = 3;
}
