using Clockspot.Features.Mail;
using Microsoft.EntityFrameworkCore;

namespace Clockspot.Data;

public abstract partial class ClockspotDb
{
    /// <summary>Mail that waits or was sent. Belongs to no account.</summary>
    public DbSet<MailMessage> Mail => Set<MailMessage>();
}
