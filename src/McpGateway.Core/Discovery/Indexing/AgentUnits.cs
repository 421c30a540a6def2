using McpGateway.Core.Agents;
using McpGateway.Core.Agents.Cards;
using McpGateway.Core.Agents.Directory;

namespace McpGateway.Core.Discovery.Indexing;

/// <summary>Makes the searchable form of an agent and its skills.</summary>
internal static class AgentUnits
{
    public static SearchUnit From(AgentDocument agent, AgentCard card) => new()
    {
        Key = agent.Path,
        Info = new()
        {
            Path = agent.Path,
            TechnicalName = agent.TechnicalName,
            DisplayName = card.Name,
            Tags = agent.Tags,
            IsEnabled = agent.IsEnabled,
            ToolCount = card.Skills.Count,
            Agent = AgentExposure.Of(agent),
            Stars = agent.Stars,
            Rating = RatingPrior.Of(agent.Ratings),
        },
        Entities = [AgentEntity(agent, card), .. card.Skills.Select(skill => SkillEntity(agent, card, skill))],
    };

    private static SearchEntity AgentEntity(AgentDocument agent, AgentCard card) => new()
    {
        Kind = EntityKind.Agent,
        Name = card.Name,
        Payload = new(card.Description, []),
        Texts =
        [
            new(IndexField.Name, card.Name),
            new(IndexField.Name, agent.TechnicalName),
            new(IndexField.Description, card.Description),
            new(IndexField.ParameterTexts, card.Provider?.Organization ?? ""),
            .. agent.Tags.Select(static tag => new FieldText(IndexField.Tags, tag)),
        ],
    };

    private static SearchEntity SkillEntity(AgentDocument agent, AgentCard card, AgentSkill skill) => new()
    {
        Kind = EntityKind.Skill,
        Name = skill.Id,
        Payload = new(skill.Description, []),
        Texts =
        [
            new(IndexField.Owner, card.Name),
            new(IndexField.Name, skill.Id),
            new(IndexField.Title, skill.Name),
            new(IndexField.Description, skill.Description),
            new(IndexField.OwnerDescription, card.Description),
            .. (skill.Examples ?? []).Select(static example => new FieldText(IndexField.ParameterTexts, example)),
            .. skill.Tags.Concat(agent.Tags).Select(static tag => new FieldText(IndexField.Tags, tag)),
        ],
    };
}
