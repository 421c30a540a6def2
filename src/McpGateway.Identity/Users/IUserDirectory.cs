namespace McpGateway.Identity.Users;

/// <summary>Port: local accounts as they are now, in memory, so that a change to an account is in force at the next request.</summary>
public interface IUserDirectory
{
    /// <summary>One consistent view; a different object after every change.</summary>
    UserSnapshot Current { get; }
}
