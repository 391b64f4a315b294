using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Clockspot.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class BreaksByEntry : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "IX_Breaks_ByEntry",
                table: "Breaks",
                columns: new[] { "AccountId", "EntryId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_Breaks_ByEntry",
                table: "Breaks");
        }
    }
}
