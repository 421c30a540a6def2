namespace McpGateway.Web.Hosting;

/// <summary>The session behind a page has ended; the browser is on its way to the sign-in page.</summary>
public sealed class SessionEndedException : Exception
{
    public SessionEndedException()
        : base("The session has ended.")
    {
    }

    public SessionEndedException(string message)
        : base(message)
    {
    }

    public SessionEndedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
