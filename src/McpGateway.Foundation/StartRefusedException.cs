namespace McpGateway.Foundation;

/// <summary>
/// The process must not start, for a reason that its operator can correct. <see cref="Exception.Message"/> is for the operator: one line
/// that names the setting, says what is wrong and what to do, and repeats no secret.
/// </summary>
public class StartRefusedException : Exception
{
    public StartRefusedException(string message)
        : base(message)
    {
    }

    public StartRefusedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public StartRefusedException()
    {
    }
}
